package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hudson.FilePath;
import hudson.model.Result;
import hudson.model.TopLevelItem;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.List;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** A training by command that takes its time and says numbered lines, on the built-in node. */
final class Training {
    static final String JOB = "slow";

    private Training() {}

    static WorkflowRun start(JenkinsRule j, int lines, String pause) throws Exception {
        WorkflowJob known = j.jenkins.getItemByFullName(JOB, WorkflowJob.class);
        WorkflowJob job = known == null ? j.createProject(WorkflowJob.class, JOB) : known;
        job.setDefinition(new CpsFlowDefinition(script(job, lines, pause), true));
        return job.scheduleBuild2(0).waitForStart();
    }

    /** @return the build under way, or the last one */
    static WorkflowRun last(JenkinsRule j) {
        return j.jenkins.getItemByFullName(JOB, WorkflowJob.class).getLastBuild();
    }

    /** Puts the project where the job will run and says the Pipeline. */
    static String script(TopLevelItem job, int lines, String pause) throws Exception {
        write(Jenkins.get().getWorkspaceFor(job), lines, pause);
        return "node { def r = trainModel(); echo \"trained ${r.digest}\" }";
    }

    static void write(FilePath workspace, int lines, String pause) throws Exception {
        workspace.child("cd4ml.yaml").write("""
            model: slow
            data: {train: {path: train.csv}}
            train: {command: 'sh "$PWD/train.sh"', output: model/}
            """, "UTF-8");
        workspace.child("train.csv").write("a,b\n1,2\n", "UTF-8");
        workspace.child("train.sh").write("""
            i=1
            while [ $i -le %d ]; do echo "line $i of training"; echo $i > said; i=$((i + 1)); sleep %s; done
            echo weights > "$CD4ML_OUTPUT/model.txt"
            """.formatted(lines, pause), "UTF-8");
    }

    /** Waits for the build's end: success, each line once and in order, one record. */
    static void assertComplete(JenkinsRule j, int lines) throws Exception {
        WorkflowRun run = last(j);
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        List<String> said = run.getLog(Integer.MAX_VALUE).stream()
                .filter(line -> line.endsWith(" of training"))
                .toList();
        assertEquals(
                IntStream.rangeClosed(1, lines)
                        .mapToObj(i -> "line " + i + " of training")
                        .toList(),
                said);
        Lineage lineage = BuildRecord.of(run).lineage();
        assertEquals(
                List.of("train"),
                lineage.activities.stream().map(Lineage.Activity::id).toList());
        j.assertLogContains("trained " + lineage.digest("model"), run);
        FilePath temporary = Jenkins.get().getWorkspaceFor(run.getParent()).sibling("slow@tmp");
        assertFalse(
                temporary.list().stream().anyMatch(f -> f.getName().startsWith("cd4ml-")), "scratch folder is gone");
    }
}
