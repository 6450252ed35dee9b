package io.jenkins.plugins.cd4ml.record;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.io.File;
import java.util.List;
import jenkins.model.Jenkins;

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

    /** @return whether anything was recorded for this build */
    public static boolean exists(Run<?, ?> run) {
        return of(run).has(RunFolder.LINEAGE);
    }

    /** Begins the record: which build it is and who started it. Does nothing when it was begun. */
    public static void begin(Run<?, ?> run) {
        RunFolder folder = of(run);
        if (!folder.has(RunFolder.LINEAGE)) {
            Lineage lineage = new Lineage();
            lineage.run = run.getExternalizableId();
            lineage.put(new Lineage.Agent("build:" + run.getExternalizableId(), "build", run.getFullDisplayName()));
            String starter = starter(run);
            if (starter != null) {
                User user = User.getById(starter, false);
                lineage.put(new Lineage.Agent(
                        "person:" + starter, "person", user == null ? starter : user.getDisplayName()));
            }
            folder.write(lineage);
        }
    }

    /** @return id of the user who started the build, or the build that started it; null when no person did */
    @CheckForNull
    public static String starter(Run<?, ?> run) {
        for (CauseAction action : run.getActions(CauseAction.class)) {
            String starter = starter(action.getCauses());
            if (starter != null) {
                return starter;
            }
        }
        return null;
    }

    private static String starter(List<Cause> causes) {
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause user && user.getUserId() != null) {
                return user.getUserId();
            }
            if (cause instanceof Cause.UpstreamCause upstream) {
                String starter = starter(upstream.getUpstreamCauses());
                if (starter != null) {
                    return starter;
                }
            }
        }
        return null;
    }

    /**
     * @return the registry of the folder whose model the build means by that name: that of its job (of the multibranch
     *     project for a branch), or one around it that shares the model
     */
    public static ModelRegistry registry(Run<?, ?> run, String model) {
        return registry(run.getParent(), model);
    }

    /** As {@link #registry(Run, String)}, for what the job's builds mean. */
    public static ModelRegistry registry(Job<?, ?> job, String model) {
        return registry().folders().nearest(job.getParent().getFullName(), model);
    }

    /** @return the registry of this Jenkins, in its home, and in it the models of the top level */
    public static ModelRegistry registry() {
        return new ModelRegistry(Jenkins.get().getRootDir().toPath().resolve("cd4ml/registry"));
    }
}
