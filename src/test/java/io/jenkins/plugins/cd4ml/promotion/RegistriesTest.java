package io.jenkins.plugins.cd4ml.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class RegistriesTest {
    @Test
    void imagesOfOtherRegistriesAreRefusedBeforeAnybodyIsAsked(JenkinsRule j) throws Exception {
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            Environment staging = GatedBuild.setUp(j, cluster);
            staging.setRegistries("registry.example.com docker.io/library");
            WorkflowRun refused = j.assertBuildStatus(
                    Result.FAILURE,
                    j.jenkins
                            .getItemByFullName(GatedBuild.JOB, WorkflowJob.class)
                            .scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("alice"))));
            j.assertLogContains(
                    "the image openvino/model_server:2025.3 of Deployment churn is of no registry that the environment"
                            + " staging allows",
                    refused);
            assertEquals(List.of(), Approvals.get().of(refused));

            staging.setRegistries("registry.example.com docker.io/openvino");
            WorkflowRun asked = GatedBuild.ask(j);
            asked.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(asked));
        }
    }
}
