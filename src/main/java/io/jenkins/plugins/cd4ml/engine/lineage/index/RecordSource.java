package io.jenkins.plugins.cd4ml.engine.lineage.index;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a record stands that the index shall know.
 *
 * @param id     unique: a build's or a run's own ({@code team/churn#12}, {@code 12}), or {@link Version#id}
 * @param file   its {@code lineage.json}; a version may have none
 * @param version what the registry says of it; null for a run
 */
public record RecordSource(String id, Path file, Version version) {
    /**
     * A registered version: it outlives the build that made it.
     *
     * @param folder  the model's folder, empty at the top
     * @param run     the run or build that made it
     */
    public record Version(String folder, String model, int number, String digest, String run) {
        public Version {
            folder = Objects.toString(folder, "");
            model = Objects.toString(model, "");
            digest = Objects.toString(digest, "");
            run = Objects.toString(run, "");
        }

        public String id() {
            return "version:" + (folder.isEmpty() ? "" : folder + "/") + model + ":" + number;
        }
    }

    public static RecordSource ofRun(String id, Path lineage) {
        return new RecordSource(id, lineage, null);
    }

    public static RecordSource of(Version version, Path lineage) {
        return new RecordSource(version.id(), lineage, version);
    }
}
