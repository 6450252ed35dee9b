package io.jenkins.plugins.cd4ml.worker;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.File;

/**
 * Where a build keeps what cd4ml recorded: {@code cd4ml/} in the build's folder, with the same files as a run of the
 * local tool. {@code build.xml} holds scalars only.
 */
public final class BuildRecord {
    private BuildRecord() {}

    /** @return the build's run folder; it need not exist yet */
    public static RunFolder of(Run<?, ?> run) {
        return new RunFolder(new File(run.getRootDir(), "cd4ml").toPath());
    }
}
