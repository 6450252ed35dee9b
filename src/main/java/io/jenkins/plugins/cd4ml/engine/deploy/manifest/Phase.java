package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.Locale;

/** When in a rollout an object is applied: its annotation {@value #ANNOTATION}, which a manifest may carry as well. */
public enum Phase {
    /** At the beginning; the default. */
    ROLLOUT,
    /** At the beginning, and taken away at the end. */
    TEMPORARY,
    /** When the rest runs, such as a Job that tests it; waited for and taken away. */
    VERIFY,
    /** When the rest is verified. */
    SWITCH;

    public static final String ANNOTATION = "cd4ml.io/phase";

    /** @throws InputException for a word that is no phase */
    public static Phase of(ManifestObject object) {
        String word = object.json().at("/metadata/annotations").path(ANNOTATION).asText("rollout");
        for (Phase phase : values()) {
            if (phase.word().equals(word)) {
                return phase;
            }
        }
        throw new InputException(object.place() + ": " + ANNOTATION + " of " + object.shown() + " is '" + word
                + "'; it can be rollout, temporary, verify or switch.");
    }

    /** @return the objects of the phase, in their order */
    public List<ManifestObject> among(List<ManifestObject> objects) {
        return objects.stream().filter(object -> of(object) == this).toList();
    }

    /** @return those that stay when the rollout is over */
    public static List<ManifestObject> lasting(List<ManifestObject> objects) {
        return objects.stream()
                .filter(object -> of(object) == ROLLOUT || of(object) == SWITCH)
                .toList();
    }

    void mark(ObjectNode json) {
        json.withObject("/metadata/annotations").put(ANNOTATION, word());
    }

    /** @return the same, as one of the beginning: what was put back is waited for, whenever it had been applied */
    public static ManifestObject unmarked(ManifestObject object) {
        if (of(object) != SWITCH) {
            return object;
        }
        ObjectNode json = object.json().deepCopy();
        json.withObject("/metadata/annotations").remove(ANNOTATION);
        return new ManifestObject(object.place(), json);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
