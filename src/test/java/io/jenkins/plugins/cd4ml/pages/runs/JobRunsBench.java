package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * A job with 10,000 runs of 50 metrics: how long its index takes to be made again, and the page's requests. bench/pages/run
 * prints it. No test: its name keeps it out of the build.
 */
@WithJenkins
class JobRunsBench {
    private static final int RUNS = 10_000;
    private static final int METRICS = 50;
    private static final int TIMES = 100;

    @Test
    void pageOfTenThousandRuns(JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "many");
        Path builds = Files.createDirectories(job.getBuildDir().toPath());
        Random random = new Random(1);
        for (int n = 1; n <= RUNS; n++) {
            record(builds.resolve(n + "/cd4ml"), n, random);
        }
        job.updateNextBuildNumber(RUNS + 1);
        long start = System.nanoTime();
        while (RunIndex.of(job).runs().size() < RUNS) {
            Thread.sleep(100);
        }
        print(
                "index made again from %d records: %.0f ms, %d bytes on the disk",
                RUNS, since(start), Files.size(job.getRootDir().toPath().resolve("cd4ml-runs.jsonl")));
        String base = j.getURL() + job.getUrl() + "cd4ml-runs/";
        for (String request : List.of(
                "",
                "?filter=metrics.m7+%3E+0.9+and+params.lr+%3D+0.05&sort=metrics.m3",
                "trend?metric=m7",
                "chart?x=metrics.m3&y=metrics.m7",
                "parallel?axis=params.lr&axis=params.depth&axis=metrics.m3&axis=metrics.m7",
                "compare/?build=10&build=9000",
                "api/json?tree=total,runs%5Bbuild,verdict%5D%7B0,100%7D")) {
            double[] millis = new double[TIMES];
            for (int i = -5; i < TIMES; i++) { // the first ones compile the views
                long sent = System.nanoTime();
                get(base + request);
                millis[Math.max(0, i)] = since(sent);
            }
            Arrays.sort(millis);
            print("cd4ml-runs/%s: median %.0f ms, p95 %.0f ms", request, millis[TIMES / 2], millis[TIMES * 95 / 100]);
        }
        print(
                "builds loaded: %d",
                job.getLazyBuildMixIn()._getRuns().getLoadedBuilds().size());
    }

    private static void record(Path folder, int n, Random random) throws Exception {
        Lineage lineage = new Lineage();
        lineage.model = "many";
        lineage.entities.add(new Lineage.Entity("model", "model", "many", "sha256:" + n, Map.of()));
        RunFolder.record(lineage, "train", Instant.now(), true, "trained", List.of(), List.of("model"), Map.of());
        ObjectNode evaluation = Json.object();
        for (int m = 0; m < METRICS; m++) {
            ObjectNode metric = evaluation.withArray("metrics").addObject().put("name", "m" + m);
            metric.put("value", random.nextDouble()).put("champion", random.nextDouble());
        }
        ObjectNode training = Json.object();
        training.putObject("params").put("lr", n % 2 == 0 ? 0.05 : 0.1).put("depth", n % 7);
        Files.createDirectories(folder.resolve("evaluate"));
        Files.createDirectories(folder.resolve("train"));
        Files.writeString(folder.resolve(RunFolder.LINEAGE), Json.line(lineage));
        Files.writeString(folder.resolve(RunFolder.EVALUATION), Json.line(evaluation));
        Files.writeString(folder.resolve(RunFolder.TRAINING), Json.line(training));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, "BENCH " + format + "%n", values);
    }

    private static void get(String url) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(url + " answers " + answer.statusCode());
        }
    }
}
