package io.jenkins.plugins.cd4ml.engine.evaluate;

import java.nio.file.Path;

/**
 * The model that a new one is compared with.
 *
 * @param against     what {@code evaluate.against} says: an environment, {@code version:7} or {@code lastPassed}
 * @param version     its number in the registry; 0 where it has none
 * @param run         the run or build that made it, where that is what it was found by; else null
 * @param folder      its files; null where they are not kept
 * @param predictions what it said when it was evaluated, for where it cannot be loaded any more; null without
 * @param reason      why it is the champion, or why there is none, as a clause
 * @param doubt       why it is not certain that there is none, as a clause: the name may be wrong; null without doubt
 */
public record Champion(
        String against,
        int version,
        String run,
        String digest,
        Path folder,
        Path predictions,
        String reason,
        String doubt) {
    /** The value of {@code evaluate.against} that means the last run or build whose gates passed. */
    public static final String LAST_PASSED = "lastPassed";
    /** Begins a value of {@code evaluate.against} that names a version of the registry. */
    public static final String VERSION = "version:";

    public Champion(
            String against, int version, String run, String digest, Path folder, Path predictions, String reason) {
        this(against, version, run, digest, folder, predictions, reason, null);
    }

    /** What an environment serves. */
    public Champion(String environment, int version, String digest, Path folder, Path predictions) {
        this(
                environment,
                version,
                null,
                digest,
                folder,
                predictions,
                version > 0 ? environment + " serves it" : environment + " serves no version yet");
    }

    public Champion(String environment, int version, String digest, Path folder) {
        this(environment, version, digest, folder, null);
    }

    /** @return that the environment is known to serve no version of this model yet */
    public static Champion none(String environment) {
        return new Champion(environment, 0, null, null, null);
    }

    /** @return that none was found, and why it may yet be there under another name; {@code doubt} is null without doubt */
    public static Champion none(String against, String reason, String doubt) {
        return new Champion(against, 0, null, null, null, null, reason, doubt);
    }

    /** @return that no earlier run or build of this model passed its gates */
    public static Champion noneYet() {
        return new Champion(LAST_PASSED, 0, null, null, null, null, "no earlier run passed its gates");
    }

    /** @return the number that {@code against} names, 0 when it names something else or no number */
    public static int version(String against) {
        return against.matches("version:[1-9][0-9]{0,8}") ? Integer.parseInt(against.substring(8)) : 0;
    }

    /** @return what was kept of its items, beside its predictions; may be missing, null where nothing was kept */
    Path items() {
        return predictions == null
                ? null
                : predictions.resolveSibling(
                        predictions.getFileName().toString().replace("predictions.parquet", "items.json"));
    }

    boolean exists() {
        return version > 0 || run != null;
    }

    /** @return what sentences call it */
    String name() {
        return run != null ? "the model of " + run : "version " + version;
    }
}
