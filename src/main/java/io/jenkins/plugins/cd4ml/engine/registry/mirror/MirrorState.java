package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.RegistryFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a model's mirror is: {@code .mirror/<model's id>.json} of the registry, which follows the model wherever it is
 * moved. What is to be done is the difference between the registry and this, so nothing that happened can be lost with a
 * queue. Where this is lost itself, MLflow's versions tell by their tags what they are.
 *
 * @param server   address, and {@code name} of MLflow's registered model; another one begins anew
 * @param done     digest of the registry's state that MLflow is known to have; null before the first
 * @param since    instant at which the mirror was first seen to be behind; null while it is not
 * @param problem  why it stays behind, as a sentence; null without
 * @param versions by number in the registry
 * @param aliases  those that the mirror set
 */
record MirrorState(
        int format,
        String server,
        String name,
        String done,
        String since,
        String problem,
        SortedMap<Integer, Sent> versions,
        List<String> aliases) {
    private static final String FOLDER = ".mirror";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    MirrorState {
        versions = versions == null ? new TreeMap<>() : new TreeMap<>(versions);
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
    }

    /** A version in MLflow. @param digest of what it was told; {@code tags} are the names of the version's own ones */
    record Sent(String version, String digest, List<String> tags) {}

    static MirrorState none(MirrorTarget target) {
        return new MirrorState(1, target.server().url(), target.name(), null, null, null, new TreeMap<>(), List.of());
    }

    static Path file(RegistryFolders registry, String id) {
        return registry.root().resolve(FOLDER).resolve(id + ".json");
    }

    /** @throws io.jenkins.plugins.cd4ml.engine.InputException when another pass over the same model goes on */
    static FolderLock lock(Path file, String model) throws InterruptedException {
        Path lock = file.resolveSibling(file.getFileName().toString().replace(".json", ".lock"));
        return FolderLock.take(lock, "The mirror of model " + model, PATIENCE);
    }

    static MirrorState read(Path file, MirrorTarget target) {
        MirrorState state = Files.exists(file) ? Json.read(file, MirrorState.class) : none(target);
        boolean same =
                target.server().url().equals(state.server) && target.name().equals(state.name);
        return same ? state : none(target);
    }

    MirrorState behind(String instant, String why) {
        return new MirrorState(format, server, name, done, since == null ? instant : since, why, versions, aliases);
    }

    MirrorState with(SortedMap<Integer, Sent> sent, List<String> set) {
        return new MirrorState(format, server, name, done, since, problem, sent, set);
    }

    MirrorState inStep(String digest) {
        return new MirrorState(format, server, name, digest, null, null, versions, aliases);
    }
}
