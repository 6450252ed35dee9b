package io.jenkins.plugins.cd4ml.steps;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller killed like by {@code kill -9} at random moments of a training, in a JVM of its own: as often as the
 * property {@code cd4ml.test.kills} says, at the moments of {@code cd4ml.test.seed}.
 */
class TrainingKilledTest {
    private static final int KILLS = Integer.getInteger("cd4ml.test.kills", 2);
    /** Of a training that is still at work when the last start is over. */
    private static final int LINES_A_KILL = 75;
    /** Lines of a training of about three seconds. */
    private static final int SHORT = 10;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(0);

    @Test
    void aTrainingOutlivesAKilledControllerAndIsRecordedOnce() throws Throwable {
        Random moments = new Random(Long.getLong("cd4ml.test.seed", 17));
        jenkins.startJenkins();
        int lines = LINES_A_KILL * KILLS;
        jenkins.runRemotely(j -> {
            begin(j, lines);
        });
        for (int i = 0; i < KILLS; i++) {
            TimeUnit.MILLISECONDS.sleep(moments.nextInt(3_000));
            jenkins.stopJenkinsForcibly();
            jenkins.startJenkins();
        }
        jenkins.runRemotely(j -> {
            Training.assertComplete(j, lines);
        });
        jenkins.stopJenkins();
    }

    /** Short trainings, one a kill: a moment may be in the training, in the record's way to the build, or after it. */
    @Test
    void eachTrainingWithAKillIsCompleteAndRecordedOnce() throws Throwable {
        Random moments = new Random(Long.getLong("cd4ml.test.seed", 17));
        jenkins.startJenkins();
        for (int i = 0; i < KILLS; i++) {
            jenkins.runRemotely(j -> {
                begin(j, SHORT);
            });
            TimeUnit.MILLISECONDS.sleep(moments.nextInt(6_000));
            jenkins.stopJenkinsForcibly();
            jenkins.startJenkins();
            jenkins.runRemotely(j -> {
                Training.assertComplete(j, SHORT);
            });
        }
        jenkins.stopJenkins();
    }

    private static void begin(JenkinsRule j, int lines) throws Throwable {
        j.waitForMessage("line 1 of training", Training.start(j, lines, "0.3"));
    }
}
