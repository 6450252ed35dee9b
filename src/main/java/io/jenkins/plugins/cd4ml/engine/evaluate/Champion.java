package io.jenkins.plugins.cd4ml.engine.evaluate;

import java.nio.file.Path;

/**
 * The model that a new one is compared with.
 *
 * @param environment what {@code evaluate.against} names
 * @param version     its number in the registry; 0 when the environment serves none yet
 * @param folder      its files; null when it serves none yet
 * @param predictions what it said when it was evaluated, for where it cannot be loaded any more; null without
 */
public record Champion(String environment, int version, String digest, Path folder, Path predictions) {
    public Champion(String environment, int version, String digest, Path folder) {
        this(environment, version, digest, folder, null);
    }

    /** @return that the environment is known to serve no version of this model yet */
    public static Champion none(String environment) {
        return new Champion(environment, 0, null, null, null);
    }

    boolean exists() {
        return version > 0;
    }
}
