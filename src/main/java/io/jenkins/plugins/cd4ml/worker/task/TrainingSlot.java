package io.jenkins.plugins.cd4ml.worker.task;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Lets two trainings of one build run at once only as trials of different names: else the build's model would be that of
 * whichever ended last. Thread-safe.
 */
public final class TrainingSlot {
    private static final Logger LOGGER = Logger.getLogger(TrainingSlot.class.getName());
    /** The scratch folder of the step that trains, by the build's folder and the trial. */
    private static final Map<String, String> TAKEN = new ConcurrentHashMap<>();

    private TrainingSlot() {}

    /**
     * @param scratch tells the step from others, also after a restart
     * @throws AbortException when another step of the build trains the same, or the trial has no plain name
     */
    public static void take(Run<?, ?> run, WorkerTask task, String scratch) throws AbortException {
        if (!"train-model".equals(task.verb)) {
            return;
        }
        String trial = task.trial();
        if (trial != null && !RunFolder.plainName(trial)) {
            throw new AbortException("trial: '" + trial + "' is no plain name; take letters, digits, dots, dashes and"
                    + " underscores, up to 63 of them.");
        }
        String other = TAKEN.putIfAbsent(key(run, task), scratch);
        if (other != null && !other.equals(scratch)) {
            throw new AbortException(
                    trial == null
                            ? "Another trainModel of this build is training, and the build's model would be that of"
                                    + " whichever ends last; make them trials (trainModel trial: 'a') and take one with"
                                    + " chooseModel."
                            : "Another trainModel of this build is training the trial '" + trial
                                    + "'; give this one another name.");
        }
    }

    /** Takes it again after a restart. */
    public static void resume(StepContext context, WorkerTask task, String scratch) {
        try {
            take(context.get(Run.class), task, scratch);
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "another training took its place", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void leave(StepContext context, WorkerTask task, String scratch) {
        try {
            if ("train-model".equals(task.verb)) {
                TAKEN.remove(key(context.get(Run.class), task), scratch);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "the build is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String key(Run<?, ?> run, WorkerTask task) {
        return run.getRootDir() + "\n" + (task.trial() == null ? "" : task.trial());
    }
}
