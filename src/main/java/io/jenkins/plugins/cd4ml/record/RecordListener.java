package io.jenkins.plugins.cd4ml.record;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;

/** Hears that a build's record changed: pages refresh their summary, the model's files are archived. */
public interface RecordListener extends ExtensionPoint {
    /**
     * Called once per step, when its record is in the build's folder, on a background thread.
     *
     * @param directory the model project's folder on the node, or null for a step that runs without one
     */
    void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener)
            throws IOException, InterruptedException;

    /** Called when a training tells its first numbers while it runs, on a background thread. */
    default void begun(Run<?, ?> run) throws IOException {}

    static void fireBegun(Run<?, ?> run) throws IOException {
        for (RecordListener recorded : ExtensionList.lookup(RecordListener.class)) {
            recorded.begun(run);
        }
    }

    static void fire(Run<?, ?> run, String verb, FilePath directory, TaskListener listener)
            throws IOException, InterruptedException {
        for (RecordListener recorded : ExtensionList.lookup(RecordListener.class)) {
            recorded.recorded(run, verb, directory, listener);
        }
    }
}
