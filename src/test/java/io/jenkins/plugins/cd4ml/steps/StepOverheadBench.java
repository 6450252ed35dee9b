package io.jenkins.plugins.cd4ml.steps;

import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What a step costs beside {@code sh 'true'} on the same agent: bench/steps/run prints the medians. No test: its name
 * keeps it out of the build.
 */
@WithJenkins
class StepOverheadBench {
    @Test
    void medians(JenkinsRule j) throws Exception {
        Environments.get().setEnvironments(List.of(OpenEnvironment.of("production")));
        Environments.get().setPackRepository(Example.mavenRepository());
        DumbSlave agent = JenkinsSetUp.agent(j);
        WorkflowJob job = j.createProject(WorkflowJob.class, "bench");
        Example.copyTo(agent, job);
        job.setDefinition(new CpsFlowDefinition("""
            def time(name, body) {
              def times = []
              for (int i = 0; i < 8; i++) {
                def start = System.currentTimeMillis()
                body()
                times << System.currentTimeMillis() - start
              }
              def first = times[0]
              def rest = times.drop(1).sort()
              echo "BENCH ${name}: first ${first} ms, then median ${rest[3]} ms, ${rest[0]} to ${rest[-1]} ms"
            }
            node('ml') {
              time("sh 'true'") { sh 'true' }
              time('validateData') { validateData() }
              time('trainModel (built-in)') { trainModel() }
              time("trainModel (command)") {
                trainModel command: 'echo {} > "$CD4ML_OUTPUT/none.json"'
              }
              trainModel()
              time('evaluateModel') { evaluateModel() }
              time('checkGates') { checkGates() }
            }
            """, false));
        WorkflowRun run = j.buildAndAssertSuccess(job);
        JenkinsRule.getLog(run).lines().filter(l -> l.contains("BENCH")).forEach(System.out::println);
    }
}
