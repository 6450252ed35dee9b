package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each step through the form of the Snippet Generator and back. */
@WithJenkins
class StepFormsTest {
    private static JenkinsRule j;

    @BeforeAll
    static void environments(JenkinsRule rule) {
        j = rule;
        Environments.get().setEnvironments(List.of(new Environment("staging"), new Environment("production")));
    }

    private static <S extends Step> S roundTrip(S step) throws Exception {
        return new StepConfigTester(j).configRoundTrip(step);
    }

    @Test
    void validateData() throws Exception {
        ValidateDataStep step = new ValidateDataStep();
        step.setFailOnInvalid(false);
        step.setProject("models/churn");
        step.setJdk("jdk17");
        j.assertEqualDataBoundBeans(step, roundTrip(step));
    }

    @Test
    void buildFeatures() throws Exception {
        BuildFeaturesStep step = new BuildFeaturesStep();
        step.setProject("models/churn");
        j.assertEqualDataBoundBeans(step, roundTrip(step));
    }

    @Test
    void trainModel() throws Exception {
        TrainModelStep step = new TrainModelStep();
        step.setCommand("python 'train it.py' --x \"$Y\"");
        step.setSeed(17L);
        step.setTrial("forest");
        step.setProject("models/churn");
        j.assertEqualDataBoundBeans(step, roundTrip(step));
        assertNull(roundTrip(new TrainModelStep()).getSeed(), "an empty field is no seed of 0");
    }

    @Test
    void chooseModel() throws Exception {
        ChooseModelStep step = new ChooseModelStep();
        step.setMetric("cost");
        step.setGoal("minimize");
        step.setProject("models/churn");
        j.assertEqualDataBoundBeans(step, roundTrip(step));
        ChooseModelStep named = new ChooseModelStep();
        named.setTrial("forest");
        j.assertEqualDataBoundBeans(named, roundTrip(named));
    }

    @Test
    void evaluateModel() throws Exception {
        EvaluateModelStep step = new EvaluateModelStep();
        step.setDataset("holdout");
        step.setAgainst("production");
        j.assertEqualDataBoundBeans(step, roundTrip(step));
    }

    @Test
    void checkGates() throws Exception {
        CheckGatesStep step = new CheckGatesStep();
        step.setFailOnFailure(false);
        assertFalse(roundTrip(step).isFailOnFailure());
    }

    @Test
    void reproduceModel() throws Exception {
        ReproduceModelStep step = new ReproduceModelStep(7);
        step.setModel("churn");
        step.setFailOnDifference(false);
        step.setProject("models/churn");
        j.assertEqualDataBoundBeans(step, roundTrip(step));
    }

    @Test
    void promoteModel() throws Exception {
        PromoteModelStep step = new PromoteModelStep("production");
        step.setReason("quarterly \"refresh\"");
        step.setAcceptWarning(true);
        j.assertEqualDataBoundBeans(step, roundTrip(step));
    }

    @Test
    void rollBackModel() throws Exception {
        RollBackModelStep step = new RollBackModelStep("production");
        step.setModel("churn");
        step.setReason("complaints");
        RollBackModelStep back = roundTrip(step);
        j.assertEqualDataBoundBeans(step, back);
        assertEquals("production", back.getEnvironment());
    }
}
