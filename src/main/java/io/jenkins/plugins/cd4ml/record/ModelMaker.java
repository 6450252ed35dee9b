package io.jenkins.plugins.cd4ml.record;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.scm.api.SCMHead;

/**
 * Which project made a registered version, by the name that it has now. A project is a job, or the multibranch project of a
 * branch's job. One that was deleted made nothing that another may claim, whatever that one's name is.
 */
public final class ModelMaker {
    private static final int MOST_KEPT = 50_000;
    /** What versions recorded, which never changes: a list of many versions does not read all of their lineage again. */
    private static final Map<String, String> BUILDS = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_KEPT;
        }
    });

    /** Full name of the job as its build recorded it; "" where nothing was recorded. */
    private final String recorded;

    private final String registered;

    private ModelMaker(String recorded, String registered) {
        this.recorded = recorded;
        this.registered = registered;
    }

    public static ModelMaker of(ModelVersion version) {
        String key = version.folder() + " " + version.digest() + " " + version.registered();
        String build = BUILDS.get(key);
        if (build == null) {
            build = build(version);
            BUILDS.put(key, build);
        }
        return new ModelMaker(build.substring(0, Math.max(0, build.lastIndexOf('#'))), version.registered());
    }

    /** @return id of the build that made it; "" where nothing was recorded */
    private static String build(ModelVersion version) {
        try {
            Path lineage = version.document("lineage.json");
            return Files.isRegularFile(lineage) ? Json.read(lineage).path("run").asText("") : "";
        } catch (InputException e) {
            return ""; // what cannot be read belongs to nobody
        }
    }

    /** @return whether the version says what made it; one that was brought in from elsewhere need not */
    public boolean isRecorded() {
        return !recorded.isEmpty();
    }

    /** @return full name of the job now, whether or not it is there; null when it was deleted or not recorded */
    @CheckForNull
    public String job() {
        return recorded.isEmpty() ? null : ProjectNames.get().now(recorded, registered);
    }

    /** @return full name of the folder that the job is in now, or was last */
    String folder() {
        String job = job();
        return parent(job == null ? recorded : job);
    }

    /** @return whether the job that made the version is below the folder, or was when it was last there */
    public boolean isIn(Item folder) {
        return (folder() + "/").startsWith(folder.getFullName() + "/");
    }

    /** @return whether that job, or another branch of its project, made the version */
    public boolean is(Job<?, ?> job) {
        if (recorded.isEmpty()) {
            return false;
        }
        Item project = project(job);
        if (project != job) { // branches come and go
            return project.getFullName().equals(ProjectNames.get().now(parent(recorded), registered));
        }
        return job.getFullName().equals(job());
    }

    /** @return the job's name, or what is known of it, for a sentence */
    public String shown() {
        if (recorded.isEmpty()) {
            return "a project that was not recorded";
        }
        return job() == null ? recorded + " (which is no longer there)" : job();
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /** @return the multibranch project of a branch's job; the job itself elsewhere */
    static Item project(Job<?, ?> job) {
        ItemGroup<?> parent = job.getParent();
        return SCMHead.HeadByItem.findHead(job) != null && parent instanceof Item item ? item : job;
    }
}
