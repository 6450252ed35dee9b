package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Aliases that people set, such as {@code champion}; those of environments are moved by promotions. */
record OwnAliases(ModelFolder model) {
    private static final String END = ".json";

    Alias read(String alias) {
        Path file = model.alias(alias);
        return Files.exists(file) ? Json.read(file, Alias.class) : new Alias(1, model.model(), alias, List.of());
    }

    SortedMap<String, Integer> current() {
        SortedMap<String, Integer> aliases = new TreeMap<>();
        if (Files.isDirectory(model.aliases())) {
            try (Stream<Path> all = Files.list(model.aliases())) {
                all.map(f -> f.getFileName().toString())
                        .filter(n -> n.endsWith(END) && !n.startsWith("."))
                        .map(n -> n.substring(0, n.length() - END.length()))
                        .forEach(a -> read(a).current().ifPresent(m -> aliases.put(a, m.version())));
            } catch (IOException e) {
                throw ModelRegistry.failed(model.aliases(), "read", e);
            }
        }
        return aliases;
    }

    /** The caller holds the model's lock. */
    Alias set(String alias, int version, String digest, String who, String why) {
        List<Alias.Move> history = new ArrayList<>(read(alias).history());
        String id = UUID.randomUUID().toString();
        history.add(new Alias.Move(
                id, "alias", version, digest, Instant.now().toString(), who, why, null, null, List.of()));
        Alias moved = new Alias(1, model.model(), alias, history);
        Json.write(model.alias(alias), moved);
        return moved;
    }
}
