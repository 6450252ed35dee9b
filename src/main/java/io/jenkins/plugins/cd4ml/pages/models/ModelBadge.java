package io.jenkins.plugins.cd4ml.pages.models;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.pages.models.VisibleModels.Key;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** What a model's badge says: the version that an environment serves, and what its gates came to. */
final class ModelBadge {
    private static final String GREEN = "#1a7f37";
    private static final String ORANGE = "#9a6700";
    private static final String GREY = "#6e7781";

    private ModelBadge() {}

    /**
     * @param environment whose version is told; null for the first that serves one, and for the newest where none does
     * @return an SVG document; of a model that may not be seen it says as little as of one that is not there
     */
    static String of(VisibleModels visible, Key model, String environment) {
        List<ModelVersion> versions = model == null ? List.of() : visible.versions(model);
        if (versions.isEmpty()) {
            return BadgeSvg.of("model", "unknown", GREY);
        }
        Optional<Served> serving = ModelRow.serving(visible, model, versions).stream()
                .filter(s -> environment == null || environment.equals(s.environment()))
                .findFirst();
        if (serving.isEmpty() && environment != null) {
            return BadgeSvg.of(model.name(), "not in " + environment, GREY);
        }
        int number = serving.map(Served::version).orElse(versions.get(0).number());
        ModelVersion version =
                versions.stream().filter(v -> v.number() == number).findFirst().orElseThrow();
        String verdict = verdict(version);
        String where = serving.map(s -> " in " + s.environment()).orElse(" registered");
        return BadgeSvg.of(
                model.name(), "v" + number + where + ", gates " + verdict, verdict.equals("passed") ? GREEN : ORANGE);
    }

    /** @return passed, failed, … or not checked; whatever an agent wrote, only letters */
    private static String verdict(ModelVersion version) {
        try {
            return Files.exists(version.document("gates.json"))
                    ? Json.read(version.document("gates.json"))
                            .path("verdict")
                            .asText()
                            .toLowerCase(java.util.Locale.ROOT)
                            .replaceAll("[^a-z]", "")
                    : "not checked";
        } catch (InputException e) {
            return "unreadable";
        }
    }
}
