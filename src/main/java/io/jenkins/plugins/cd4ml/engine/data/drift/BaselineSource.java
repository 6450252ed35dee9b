package io.jenkins.plugins.cd4ml.engine.data.drift;

import java.nio.file.Path;

/**
 * The model whose data new data is held against.
 *
 * @param name   what sentences call the model, such as {@code version 7}; null where there is none yet
 * @param reason why it is that one, or why there is none, as a clause
 * @param doubt  why it is not certain that there is none, as a clause; null without doubt
 * @param folder a version's or run's folder, with {@code data/<dataset>/baseline.json}; null where there is none
 */
public record BaselineSource(String name, String reason, String doubt, Path folder) {
    public BaselineSource(String name, String reason, Path folder) {
        this(name, reason, null, folder);
    }

    /** Finds the model that a dataset's {@code against} means. */
    @FunctionalInterface
    public interface Finder {
        /**
         * @param against an environment, {@code version:7} or {@code lastPassed}
         * @param place   where that is written, for a sentence
         * @throws io.jenkins.plugins.cd4ml.engine.InputException when there is no such environment or version
         */
        BaselineSource find(String against, String place);
    }

    /** @return where the baseline of a dataset is in that folder */
    public static String file(String dataset) {
        return "data/" + dataset + "/" + Baseline.FILE;
    }
}
