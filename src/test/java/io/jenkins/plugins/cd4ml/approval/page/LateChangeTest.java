package io.jenkins.plugins.cd4ml.approval.page;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the gates' check found changed since the holdout was scored is before an approver's eyes. */
@WithJenkins
class LateChangeTest {
    @Test
    void aLateChangeOfGatesIsShownAtTheRequest(JenkinsRule j) throws Exception {
        String sentence = "The gates were changed after the holdout was scored: <b>registered</b>.";
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            GatedBuild.setUp(j, cluster);
            GatedBuild.everyBuild(run -> {
                RunFolder record = BuildRecord.of(run);
                Lineage lineage = record.lineage();
                lineage.put(new Lineage.Entity("gates", "report", "gates", null, Map.of(Gates.CHANGED, sentence)));
                record.write(lineage);
            });
            WorkflowRun run = GatedBuild.ask(j);
            String page =
                    j.createWebClient().goTo(run.getUrl()).getWebResponse().getContentAsString();
            assertThat(page, containsString("changed late"));
            assertThat(page, containsString("scored: &lt;b"));
            String bean = j.createWebClient()
                    .goTo(run.getUrl() + "cd4ml-approvals/api/json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(bean, containsString("lateChanges"));
            assertThat(bean, containsString("The gates were changed after"));
            run.doStop();
            j.waitForCompletion(run);
        }
    }
}
