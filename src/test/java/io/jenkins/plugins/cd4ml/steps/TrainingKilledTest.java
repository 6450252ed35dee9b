package io.jenkins.plugins.cd4ml.steps;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller killed like by {@code kill -9} at random moments of a training, in a JVM of its own. */
class TrainingKilledTest {
    private static final int LINES = 150;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(0);

    @Test
    void aTrainingOutlivesAKilledControllerAndIsRecordedOnce() throws Throwable {
        Random moments = new Random(Long.getLong("cd4ml.test.seed", 17));
        jenkins.startJenkins();
        jenkins.runRemotely(TrainingKilledTest::begin);
        for (int i = 0; i < Integer.getInteger("cd4ml.test.kills", 2); i++) {
            TimeUnit.MILLISECONDS.sleep(moments.nextInt(3_000));
            jenkins.stopJenkinsForcibly();
            jenkins.startJenkins();
        }
        jenkins.runRemotely(TrainingKilledTest::complete);
        jenkins.stopJenkins();
    }

    private static void begin(JenkinsRule j) throws Throwable {
        j.waitForMessage("line 1 of training", Training.start(j, LINES, "0.3"));
    }

    private static void complete(JenkinsRule j) throws Throwable {
        Training.assertComplete(j, LINES);
    }
}
