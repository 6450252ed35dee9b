package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What MLflow shall show of a model.
 *
 * @param id       of the model in the registry
 * @param versions by number
 * @param aliases  names that MLflow takes, to versions that are there
 * @param untold   what MLflow cannot show, one sentence each
 */
record WantedMirror(
        String id,
        String folder,
        SortedMap<Integer, MirroredVersion> versions,
        SortedMap<String, Integer> aliases,
        List<String> untold) {

    static WantedMirror of(ModelRegistry registry, String model, MirrorTarget target) throws InterruptedException {
        String id = registry.id(model);
        List<String> untold = new ArrayList<>();
        SortedMap<Integer, MirroredVersion> versions = new TreeMap<>();
        for (ModelVersion version : registry.versions(model)) {
            versions.put(
                    version.number(), MirroredVersion.of(version, target.source(id, version.number()), target.page()));
            version.status().tags().keySet().stream()
                    .filter(key -> !MirroredVersion.taken(key))
                    .forEach(key -> untold.add("The tag '" + key + "' of version " + version.number()
                            + " is not mirrored: names that begin with cd4ml. or mlflow., or are no plain path, mean"
                            + " something else there."));
        }
        SortedMap<String, Integer> aliases = new TreeMap<>();
        registry.aliases(model).forEach((alias, number) -> {
            if (!taken(alias)) {
                untold.add("The alias '" + alias + "' is not mirrored: MLflow takes letters, digits, '_' and '-', and"
                        + " neither 'latest' nor 'v1'.");
            } else if (versions.containsKey(number)) {
                aliases.put(alias, number);
            }
        });
        return new WantedMirror(id, registry.folder(), versions, aliases, untold);
    }

    private static boolean taken(String alias) {
        return alias.matches("[A-Za-z0-9_-]+")
                && !alias.matches("[vV][0-9]+")
                && !alias.toLowerCase(Locale.ROOT).equals("latest");
    }

    /** @return what differs whenever MLflow has to be told something */
    String digest() {
        StringBuilder text = new StringBuilder(id);
        versions.forEach((number, version) ->
                text.append('\n').append(number).append(' ').append(version.digest()));
        return Digests.of(text.append('\n').append(aliases).toString());
    }
}
