package io.jenkins.plugins.cd4ml.engine.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.evaluate.Champion;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.FirstVersion;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.util.Optional;

/**
 * Finds what was kept of the champion's data: in the project's own registry and runs on the command line, in the folder
 * {@code champion/} that the step shipped with the run in Jenkins.
 */
public final class ChampionBaselines implements BaselineSource.Finder {
    static final String SHIPPED = "champion/baselines";

    private final Project project;
    private final RunFolder run;
    private final boolean worker;

    public ChampionBaselines(Project project, RunFolder run, boolean worker) {
        this.project = project;
        this.run = run;
        this.worker = worker;
    }

    @Override
    public BaselineSource find(String against, String place) {
        int number = Champion.version(against);
        if (against.startsWith(Champion.VERSION) && number == 0) {
            throw new InputException(place + ": '" + against + "' names no version; write version:7.");
        }
        if (worker) {
            return shipped(against, place);
        }
        if (against.equals(Champion.LAST_PASSED)) {
            return lastPassed();
        }
        ModelRegistry registry = Champions.registry(project.folder());
        Optional<ModelVersion> version =
                number > 0 ? registry.version(project.model(), number) : registry.champion(project.model(), against);
        if (version.isEmpty() && number > 0) {
            throw unknownVersion(number, place);
        }
        return version.map(v -> new BaselineSource(
                        "version " + v.number(),
                        number > 0 ? "against names it" : against + " serves it",
                        v.document("data").getParent()))
                .orElseGet(() -> lost(registry, against));
    }

    private BaselineSource lost(ModelRegistry registry, String against) {
        return registry.serving(project.model(), against)
                .map(move -> new BaselineSource(
                        "version " + move.version(),
                        against + " serves it, but the registry has lost it",
                        project.folder().resolve(".cd4ml/lost")))
                .orElseGet(() -> {
                    FirstVersion first = FirstVersion.of(registry, project.model(), against, false, version -> true);
                    return new BaselineSource(null, first.reason(), first.doubt(), null);
                });
    }

    private static BaselineSource none(String against) {
        return new BaselineSource(
                null,
                against.equals(Champion.LAST_PASSED)
                        ? "no earlier run passed its gates"
                        : against + " serves no version yet",
                null);
    }

    private InputException unknownVersion(int number, String place) {
        return new InputException(place + ": the registry has no version " + number + " of " + project.model() + ".");
    }

    private BaselineSource lastPassed() {
        for (RunFolder earlier : LocalRuns.of(project.folder()).before(run)) {
            if (Gates.passed(earlier) && project.model().equals(earlier.lineage().model)) {
                return new BaselineSource("run " + earlier.id(), "the last run whose gates passed", earlier.path());
            }
        }
        return none(Champion.LAST_PASSED);
    }

    private BaselineSource shipped(String against, String place) {
        String index = SHIPPED + "/index.json";
        JsonNode found = run.has(index) ? run.read(index).path(against) : null;
        if (found == null || found.isMissingNode()) {
            int number = Champion.version(against);
            throw number > 0
                    ? unknownVersion(number, place)
                    : new InputException(place + ": Jenkins has no environment '" + against
                            + "'; name one that an administrator defined.");
        }
        return found.hasNonNull("name")
                ? new BaselineSource(
                        found.get("name").asText(),
                        found.path("reason").asText(),
                        run.file(SHIPPED + "/" + against.replace(':', '-')))
                : found.hasNonNull("reason")
                        ? new BaselineSource(
                                null,
                                found.get("reason").asText(),
                                found.path("doubt").asText(null),
                                null)
                        : none(against);
    }
}
