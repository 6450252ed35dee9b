package io.jenkins.plugins.cd4ml.access;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import jenkins.scm.api.SCMHead;

/**
 * The project whose build made a registered version: a job, or the multibranch project of a branch's job. It is known by
 * the name that the build had, as the lists of an environment know jobs by their names.
 */
final class ModelOwner {
    /** Full name of the job that made the version, as it was then; "" where nothing was recorded. */
    private final String name;
    /** The same with the build's number, as in {@code folder/churn#12}. */
    private final String build;

    private ModelOwner(String build) {
        this.build = build;
        this.name = build.substring(0, Math.max(0, build.lastIndexOf('#')));
    }

    static ModelOwner of(ModelVersion version) {
        try {
            Path lineage = version.document("lineage.json");
            return new ModelOwner(
                    Files.isRegularFile(lineage)
                            ? Json.read(lineage).path("run").asText("")
                            : "");
        } catch (InputException e) {
            return new ModelOwner(""); // what cannot be read belongs to nobody
        }
    }

    /**
     * @return whether it is the job's project. Where the job that made the version is gone: whether it was a branch of the
     *     job's project, or that job before it was renamed or moved, which its build tells as long as it is there
     */
    boolean is(Job<?, ?> job) {
        if (name.isEmpty()) {
            return false;
        }
        try (var system = ACL.as2(ACL.SYSTEM2)) { // whoever asks, a job that is hidden from them is not gone
            Item project = project(job);
            Job<?, ?> maker = maker();
            if (maker != null) {
                return project(maker).getFullName().equals(project.getFullName());
            }
            String folder = name.substring(0, Math.max(0, name.lastIndexOf('/')));
            boolean branch = project != job && project.getFullName().equals(folder);
            return branch || renamed(job, project);
        }
    }

    private boolean renamed(Job<?, ?> job, Item project) {
        Job<?, ?> now = project == job
                ? job
                : Jenkins.get()
                        .getItemByFullName(
                                project.getFullName() + "/" + name.substring(name.lastIndexOf('/') + 1), Job.class);
        try {
            Run<?, ?> made =
                    now == null ? null : now.getBuildByNumber(Integer.parseInt(build.substring(name.length() + 1)));
            return made != null
                    && BuildRecord.exists(made)
                    && build.equals(BuildRecord.of(made).lineage().run);
        } catch (NumberFormatException | InputException e) {
            return false;
        }
    }

    /** @return the project's name, or what is known of it, for a sentence */
    String shown() {
        try (var system = ACL.as2(ACL.SYSTEM2)) {
            Job<?, ?> maker = maker();
            return maker != null
                    ? project(maker).getFullName()
                    : name.isEmpty() ? "a project that was not recorded" : name + " (which is no longer there)";
        }
    }

    @CheckForNull
    private Job<?, ?> maker() {
        return name.isEmpty() ? null : Jenkins.get().getItemByFullName(name, Job.class);
    }

    /** @return the multibranch project of a branch's job; the job itself elsewhere */
    private static Item project(Job<?, ?> job) {
        ItemGroup<?> parent = job.getParent();
        return SCMHead.HeadByItem.findHead(job) != null && parent instanceof Item item ? item : job;
    }
}
