package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.Champion;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the champion: in the project's own registry on the command line; in Jenkins, whose registry lives on the
 * controller, in the folder {@code champion/} that the step shipped with the run.
 */
final class Champions {
    private static final String PREDICTIONS = "predictions.parquet";
    static final String SHIPPED = "champion/champion.json";

    private Champions() {}

    /** @return null when the project compares with nothing */
    static Champion find(Project project, RunFolder run, boolean worker) {
        String environment = project.root().at("/evaluate/against").asText("");
        if (environment.isEmpty()) {
            return null;
        }
        return worker ? shipped(project, run, environment) : local(project, environment);
    }

    /** @return the registry of a project on this machine */
    static ModelRegistry registry(Path project) {
        return new ModelRegistry(project.resolve(".cd4ml").resolve("registry"));
    }

    private static Champion local(Project project, String environment) {
        Optional<ModelVersion> champion = registry(project.folder()).champion(project.model(), environment);
        return champion.map(v ->
                        new Champion(environment, v.number(), v.digest(), v.modelFolder(), v.document(PREDICTIONS)))
                .orElse(Champion.none(environment));
    }

    /** What is not shipped is unknown, and an unknown champion is not "no champion yet". */
    private static Champion shipped(Project project, RunFolder run, String environment) {
        JsonNode champion = run.has(SHIPPED) ? run.read(SHIPPED).path(environment) : null;
        if (champion == null || champion.isMissingNode()) {
            throw new InputException(project.place("/evaluate/against") + ": Jenkins has no environment '" + environment
                    + "'; name one that an administrator defined.");
        }
        int version = champion.path("version").asInt();
        return version == 0
                ? Champion.none(environment)
                : new Champion(
                        environment,
                        version,
                        champion.path("digest").asText(),
                        run.file("champion/" + environment),
                        run.file("champion/" + environment + "." + PREDICTIONS));
    }
}
