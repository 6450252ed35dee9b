package io.jenkins.plugins.cd4ml.pages;

import hudson.FilePath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * A training that leaves a million metric points: the worker's peak memory, and how long the build's pages take while it
 * runs and afterwards. bench/pages/run prints it. No test: its name keeps it out of the build.
 */
@WithJenkins
class MillionPointsBench {
    private static final int LINES = 100_000;
    private static final int TIMES = 21;

    @Test
    void pagesOfAMillionPoints(JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "million");
        FilePath workspace = j.jenkins.getWorkspaceFor(job);
        workspace.child("cd4ml.yaml").write("""
                model: million
                data: {train: {path: train.csv}}
                train: {command: sh train.sh, params: {epochs: %d}}
                """.formatted(LINES), "UTF-8");
        workspace.child("train.csv").write("a,b\n1,2\n", "UTF-8");
        workspace.child("train.sh").write("""
                awk 'BEGIN { for (i = 1; i <= %d; i++) {
                  printf "{\\"step\\": %%d", i
                  for (m = 0; m < 10; m++) printf ", \\"m%%d\\": %%.9f", m, 1 / (i + m)
                  print "}" } }' >> "$CD4ML_METRICS_LOG"
                touch written
                while [ ! -e stop ]; do sleep 0.2; done
                echo weights > "$CD4ML_OUTPUT/model.txt"
                """.formatted(LINES), "UTF-8");
        job.setDefinition(new CpsFlowDefinition("node { trainModel() }", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        String live = j.getURL() + run.getUrl() + "cd4ml/training/live";
        while (!workspace.child("written").exists() || !get(live).contains("\"step\":" + LINES)) {
            Thread.sleep(500);
        }
        pages(j, run, "while it runs");
        System.out.println("BENCH worker: peak memory " + peak() + " MiB while it runs");
        workspace.child("stop").write("", "UTF-8");
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
        pages(j, run, "afterwards");
        System.out.println("BENCH record: "
                + Files.size(run.getRootDir().toPath().resolve("cd4ml/train/metrics.csv.gz")) + " bytes of points, "
                + Files.size(run.getRootDir().toPath().resolve("build.xml")) + " of build.xml");
    }

    private static void pages(JenkinsRule j, WorkflowRun run, String when) throws Exception {
        String build = j.getURL() + run.getUrl();
        for (String page : new String[] {"", "cd4ml/", "cd4ml/training/", "cd4ml/training/live"}) {
            double[] millis = new double[TIMES];
            int size = 0;
            for (int i = -3; i < TIMES; i++) { // the first ones compile the views
                long start = System.nanoTime();
                size = get(build + page).length();
                millis[Math.max(0, i)] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf(
                    Locale.ROOT,
                    "BENCH build/%s %s: median %.0f ms, at most %.0f ms, %d characters%n",
                    page,
                    when,
                    millis[TIMES / 2],
                    millis[TIMES - 1],
                    size);
        }
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** @return the largest resident set of the worker so far, by Linux */
    private static long peak() throws Exception {
        ProcessHandle worker = ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").matches(".*java.*@.*million@tmp.*arguments.*"))
                .filter(p -> p.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        return Files.readAllLines(Path.of("/proc/" + worker.pid() + "/status")).stream()
                        .filter(l -> l.startsWith("VmHWM"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D+", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024;
    }
}
