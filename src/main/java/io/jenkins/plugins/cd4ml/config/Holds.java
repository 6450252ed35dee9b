package io.jenkins.plugins.cd4ml.config;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;

/**
 * The stops on environments, in {@code cd4ml/holds.json} of Jenkins' home: not with the environments' definitions, which
 * Configuration as Code writes anew at every start and would so lift them. On disk before a call returns. Thread-safe.
 */
@Extension
public final class Holds {
    /** What the file holds. */
    record Stored(List<Hold> holds) {}

    public static Holds get() {
        return ExtensionList.lookupSingleton(Holds.class);
    }

    /** @return all stops, oldest first */
    public synchronized List<Hold> all() {
        Path file = file();
        if (!Files.exists(file)) {
            return List.of();
        }
        JsonNode stored = Json.read(file);
        return Json.as(stored, Stored.class).holds();
    }

    /** @return the stops that hold for the item, on any environment: those of all Jenkins and of the folders around it */
    List<Hold> around(Item item) {
        Set<String> folders = new HashSet<>(Set.of(""));
        EffectiveEnvironments.folders(item).forEach(f -> folders.add(f.getFullName()));
        return all().stream().filter(h -> folders.contains(h.folder())).toList();
    }

    /** @return the stop with exactly this reach; empty for none */
    public Optional<Hold> find(String folder, String environment, String model) {
        return all().stream().filter(h -> same(h, folder, environment, model)).findFirst();
    }

    /**
     * Sets a stop; the same one again keeps the first.
     *
     * @param folder full name of the folder; "" for all of Jenkins
     * @param model  the only model it holds; null for all
     */
    public synchronized Hold set(String folder, String environment, String model, String who, String why) {
        Optional<Hold> before = find(folder, environment, model);
        if (before.isPresent()) {
            return before.get();
        }
        List<Hold> holds = new ArrayList<>(all());
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Hold made = new Hold(folder, environment, model, who, why, now);
        holds.add(made);
        Json.write(file(), new Stored(holds));
        return made;
    }

    /** Lifts a stop. @return whether there was one */
    public synchronized boolean lift(String folder, String environment, String model) {
        List<Hold> holds = new ArrayList<>(all());
        boolean found = holds.removeIf(h -> same(h, folder, environment, model));
        if (found) {
            Json.write(file(), new Stored(holds));
        }
        return found;
    }

    /** A folder has another full name now. */
    synchronized void moved(String from, String to) {
        List<Hold> before = all();
        List<Hold> after = before.stream()
                .map(h -> h.folder().equals(from)
                        ? new Hold(to, h.environment(), h.model(), h.who(), h.why(), h.when())
                        : h)
                .toList();
        if (!after.equals(before)) {
            Json.write(file(), new Stored(after));
        }
    }

    private static boolean same(Hold hold, String folder, String environment, String model) {
        return hold.folder().equals(folder)
                && hold.environment().equals(environment)
                && Objects.equals(hold.model(), model);
    }

    private static Path file() {
        return Jenkins.get().getRootDir().toPath().resolve("cd4ml/holds.json");
    }
}
