package io.jenkins.plugins.cd4ml.engine.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.Champion;
import io.jenkins.plugins.cd4ml.engine.evaluate.items.ItemEvaluation;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.FirstVersion;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the champion: in the project's own registry and runs on the command line; in Jenkins, whose registry and builds
 * live on the controller, in the folder {@code champion/} that the step shipped with the run.
 */
public final class Champions {
    private static final String PREDICTIONS = "predictions.parquet";
    static final String SHIPPED = "champion/champion.json";

    private final Project project;
    private final RunFolder run;
    private final String against;

    private Champions(Project project, RunFolder run, String against) {
        this.project = project;
        this.run = run;
        this.against = against;
    }

    /** @return null when the project compares with nothing */
    public static Champion find(Project project, RunFolder run, boolean worker) {
        String against = project.root().at("/evaluate/against").asText("");
        if (against.isEmpty()) {
            return null;
        }
        Champions champions = new Champions(project, run, against);
        if (against.startsWith(Champion.VERSION) && Champion.version(against) == 0) {
            throw champions.wrong("'" + against + "' names no version; write version:7.");
        }
        return worker ? champions.shipped() : champions.local();
    }

    /** @return the registry of a project on this machine */
    public static ModelRegistry registry(Path project) {
        return new ModelRegistry(project.resolve(".cd4ml").resolve("registry"));
    }

    private InputException wrong(String what) {
        return new InputException(project.place("/evaluate/against") + ": " + what);
    }

    private Champion local() {
        if (against.equals(Champion.LAST_PASSED)) {
            return lastPassed();
        }
        ModelRegistry registry = registry(project.folder());
        int number = Champion.version(against);
        if (number > 0) {
            ModelVersion version = registry.version(project.model(), number)
                    .orElseThrow(() -> wrong("the registry has no version " + number + " of " + project.model() + "."));
            return new Champion(
                    against,
                    number,
                    null,
                    version.digest(),
                    version.modelFolder(),
                    version.document(PREDICTIONS),
                    "evaluate.against names it");
        }
        Optional<ModelVersion> champion = registry.champion(project.model(), against);
        return champion.map(
                        v -> new Champion(against, v.number(), v.digest(), v.modelFolder(), v.document(PREDICTIONS)))
                .orElseGet(() -> lost(registry));
    }

    /** What is served and lost is unknown, and an unknown champion is not "no champion yet". */
    private Champion lost(ModelRegistry registry) {
        return registry.serving(project.model(), against)
                .map(move -> new Champion(
                        against,
                        move.version(),
                        null,
                        move.digest(),
                        null,
                        null,
                        against + " serves it, but the registry has lost it"))
                .orElseGet(() -> none(registry));
    }

    /** One registry a project: whatever else is in it was made by this project. */
    private Champion none(ModelRegistry registry) {
        FirstVersion first = FirstVersion.of(registry, project.model(), against, false, version -> true);
        return Champion.none(against, first.reason(), first.doubt());
    }

    /** A run keeps no model, for the next training replaces it; its predictions it keeps. */
    private Champion lastPassed() {
        Set<String> others = new TreeSet<>();
        for (RunFolder earlier : LocalRuns.of(project.folder()).before(run)) {
            Path predictions = earlier.file("evaluate/" + PREDICTIONS);
            boolean passed = Gates.passed(earlier);
            if (passed && !project.model().equals(earlier.lineage().model)) {
                others.add(earlier.lineage().model);
            }
            if (passed
                    && project.model().equals(earlier.lineage().model)
                    && (Files.isRegularFile(predictions) || earlier.has(ItemEvaluation.FILE))) {
                String digest =
                        earlier.read(RunFolder.GATES).path("modelDigest").asText();
                String name = "run " + earlier.id();
                return new Champion(against, 0, name, digest, null, predictions, "the last run whose gates passed");
            }
        }
        return others.isEmpty()
                ? Champion.noneYet()
                : Champion.none(
                        against,
                        "no earlier run of " + project.model() + " passed its gates",
                        "looked for runs of " + project.model() + "; those that passed are of "
                                + String.join(", ", others)
                                + "; a model that is renamed is no first version: keep its name");
    }

    /** What is not shipped is unknown, and an unknown champion is not "no champion yet". */
    private Champion shipped() {
        JsonNode champion = run.has(SHIPPED) ? run.read(SHIPPED).path(against) : null;
        if (champion == null || champion.isMissingNode()) {
            throw wrong(
                    Champion.version(against) > 0
                            ? "the registry has no version " + Champion.version(against) + " of " + project.model()
                                    + "."
                            : "Jenkins has no environment '" + against + "'; name one that an administrator defined.");
        }
        String build = champion.path("run").asText(null);
        int version = champion.path("version").asInt();
        if (version == 0 && build == null) {
            String none = champion.path("reason").asText(null);
            if (none != null) {
                return Champion.none(against, none, champion.path("doubt").asText(null));
            }
            return against.equals(Champion.LAST_PASSED) ? Champion.noneYet() : Champion.none(against);
        }
        String files = "champion/" + against.replace(':', '-');
        String reason = champion.path("reason").asText();
        return new Champion(
                against,
                version,
                build,
                champion.path("digest").asText(),
                run.has(files) ? run.file(files) : null,
                run.file(files + "." + PREDICTIONS),
                reason);
    }
}
