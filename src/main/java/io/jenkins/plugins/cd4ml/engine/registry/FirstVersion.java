package io.jenkins.plugins.cd4ml.engine.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells a model's first version from one whose champion was looked for under a wrong name. An environment that serves no
 * version of a model may be misspelt, and a model that was renamed has its champion under the old name; a gate with {@code
 * firstVersion: pass} would let any model pass there.
 *
 * @param reason what was looked for and what there is, as a clause
 * @param doubt  why it is not taken for a first version, as a clause; null where it is one
 */
public record FirstVersion(String reason, String doubt) {
    /**
     * @param environment that serves no version of {@code model}
     * @param defined     whether somebody but the project defined the environment's name, so that it is not misspelt
     * @param own         whether a version of another model was made by the same project or job
     */
    public static FirstVersion of(
            ModelRegistry registry, String model, String environment, boolean defined, Predicate<ModelVersion> own) {
        String reason = environment + " serves no version yet";
        List<String> elsewhere = registry.environments(model).stream()
                .filter(other -> registry.serving(model, other).isPresent())
                .toList();
        String lookedFor = "looked for " + model + " in " + environment;
        if (!elsewhere.isEmpty()) {
            String there = serving(registry, model, elsewhere);
            return new FirstVersion(
                    reason + " (" + lookedFor + "; " + there + ")",
                    defined
                            ? null
                            : lookedFor + ", which never served it; " + there
                                    + "; correct evaluate.against, or name a version such as "
                                    + "version:"
                                    + registry.serving(model, elsewhere.get(0))
                                            .orElseThrow()
                                            .version());
        }
        List<String> renamed = new ArrayList<>();
        for (String other : registry.models()) {
            boolean served = !other.equals(model)
                    && (defined
                            ? registry.champion(other, environment).filter(own).isPresent()
                            : registry.versions(other).stream().anyMatch(own));
            if (served) {
                renamed.add(other);
            }
        }
        if (!renamed.isEmpty()) {
            String there = "here there " + (renamed.size() == 1 ? "is " : "are ") + String.join(", ", renamed);
            return new FirstVersion(
                    reason + " (" + lookedFor + "; " + there + ")",
                    lookedFor + ", of which there is no version; " + there
                            + "; a model that is renamed is no first version: keep its name, or have the gate waived"
                            + " once");
        }
        return new FirstVersion(reason, null);
    }

    private static String serving(ModelRegistry registry, String model, List<String> environments) {
        return String.join(
                " and ",
                environments.stream()
                        .map(e -> e + " serves version "
                                + registry.serving(model, e).orElseThrow().version())
                        .toList());
    }
}
