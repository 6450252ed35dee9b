package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a model of the registry in step with a registered model of an MLflow server: versions, descriptions, tags and
 * aliases; no files. The registry never waits for it: it is asked whether it is {@linkplain #behind behind} whenever
 * somebody likes, and {@linkplain #catchUp catches up}. Killed anywhere, it goes on where it was; nothing is made twice.
 */
public final class ModelMirror {
    private final ModelRegistry registry;
    private final String model;
    private final MirrorTarget target;

    public ModelMirror(ModelRegistry registry, String model, MirrorTarget target) {
        this.registry = registry;
        this.model = model;
        this.target = target;
    }

    /**
     * What a pass came to.
     *
     * @param versions how many MLflow has of the model
     * @param told     how many things it was told
     * @param untold   what it cannot show, one sentence each
     */
    public record Report(int versions, int told, List<String> untold) {}

    /** Since when a model's mirror is behind. @param problem why it could not catch up; null where it was not tried */
    public record Lag(String since, String problem) {}

    /** @return whether the registry says something that MLflow is not known to have */
    public boolean behind() throws InterruptedException {
        if (registry.isUnknown(model)) {
            return false; // moved or deleted meanwhile
        }
        WantedMirror wanted = WantedMirror.of(registry, model, target);
        return !wanted.digest().equals(read(file(wanted)).done());
    }

    /** @return since when the mirror is known to be behind, whoever tried last; empty while it is in step */
    public Optional<Lag> lag() throws InterruptedException {
        if (registry.isUnknown(model)) {
            return Optional.empty();
        }
        MirrorState state = read(MirrorState.file(registry.folders(), registry.id(model)));
        return state.since() == null ? Optional.empty() : Optional.of(new Lag(state.since(), state.problem()));
    }

    /**
     * Tells MLflow what it lacks.
     *
     * @throws MirrorFailedException when something is still lacking; what was told is noted
     * @throws InputException        when another process is at it, or the registry cannot be read or written
     */
    public Report catchUp() throws MirrorFailedException, InterruptedException {
        if (registry.isUnknown(model)) {
            throw new InputException("The registry has no model '" + model + "' to mirror.");
        }
        Path file = MirrorState.file(registry.folders(), registry.id(model));
        try (FolderLock lock = MirrorState.lock(file, model)) {
            WantedMirror wanted = WantedMirror.of(registry, model, target);
            MirrorState before = read(file);
            MirrorPass pass = new MirrorPass(target, wanted, before);
            MirrorState after = before.behind(Instant.now().toString(), null);
            try {
                pass.run();
                after = pass.state(before).inStep(wanted.digest());
                return new Report(wanted.versions().size(), pass.told(), wanted.untold());
            } catch (MirrorFailedException e) {
                after = pass.state(before).behind(Instant.now().toString(), e.getMessage());
                throw e;
            } finally {
                if (!after.equals(before) || !Files.exists(file)) {
                    Json.write(file, after);
                }
            }
        }
    }

    private Path file(WantedMirror wanted) {
        return MirrorState.file(registry.folders(), wanted.id());
    }

    private MirrorState read(Path file) {
        try {
            return MirrorState.read(file, target);
        } catch (InputException e) {
            return MirrorState.none(target); // torn or edited: MLflow's versions say themselves what they are
        }
    }
}
