package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registry: versions of models and what each environment serves, in a folder.
 *
 * <pre>
 * &lt;root&gt;/&lt;model&gt;/versions/&lt;n&gt;/version.json, lineage.json, gates.json, evaluation.json, model/…
 * &lt;root&gt;/&lt;model&gt;/environments/&lt;environment&gt;/alias.json
 * &lt;root&gt;/&lt;model&gt;/environments/&lt;environment&gt;/deployments/&lt;promotion id&gt;.json
 * </pre>
 *
 * A version has its own copy of everything, so that it outlives the build that made it. Several processes and threads
 * may use one registry at once: writers take a file lock, readers see whole documents only. Instances hold no state
 * and no open file. Every name is checked, so that none leads outside the folder.
 */
public final class ModelRegistry {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path root;

    /** @param root the store's folder; made when the first version is registered */
    public ModelRegistry(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Makes a version, or returns the one that this run already made of this digest.
     *
     * @throws InputException       when the files are missing, changed or not plain files, or cannot be written
     * @throws InterruptedException when interrupted while another process writes
     */
    public ModelVersion register(Registration registration) throws InterruptedException {
        Path folder = model(registration.model());
        String what = "The registry of model " + registration.model();
        try (FolderLock lock = FolderLock.take(folder.resolve("registry.lock"), what, PATIENCE)) {
            List<ModelVersion> versions = versions(registration.model());
            for (ModelVersion version : versions) {
                if (version.digest().equals(registration.digest())
                        && version.run().equals(registration.run())) {
                    return version;
                }
            }
            int number = versions.isEmpty() ? 1 : versions.get(0).number() + 1;
            return new VersionWriter(folder.resolve("versions")).write(registration, number);
        }
    }

    /** @return the names of the models, sorted */
    public List<String> models() {
        return folders(root);
    }

    /** @return the versions of a model, newest first */
    public List<ModelVersion> versions(String model) {
        Path folder = model(model).resolve("versions");
        return folders(folder).stream()
                .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                .map(name -> ModelVersion.read(folder.resolve(name)))
                .sorted(Comparator.comparingInt(ModelVersion::number).reversed())
                .toList();
    }

    public Optional<ModelVersion> version(String model, int number) {
        Path folder = model(model).resolve("versions").resolve(Integer.toString(number));
        return Files.isRegularFile(folder.resolve(ModelVersion.FILE))
                ? Optional.of(ModelVersion.read(folder))
                : Optional.empty();
    }

    /** @return the environments that ever served the model, sorted */
    public List<String> environments(String model) {
        return folders(model(model).resolve("environments"));
    }

    /** @return what the environment serves and served; without history when it never did */
    public Alias alias(String model, String environment) {
        Path file = environment(model, environment).resolve("alias.json");
        return Files.exists(file) ? Json.read(file, Alias.class) : new Alias(1, model, environment, List.of());
    }

    /** @return what the environment serves, be its version kept or lost; empty when it serves nothing yet */
    public Optional<Alias.Move> serving(String model, String environment) {
        return alias(model, environment).current();
    }

    /**
     * @return the version that the environment serves now: what a new model is compared with; empty also where the registry
     *     has lost it, so that {@link #serving} tells whether it serves nothing
     */
    public Optional<ModelVersion> champion(String model, String environment) {
        return alias(model, environment).current().flatMap(move -> version(model, move.version()));
    }

    /** @return what a promotion applied, as {@link #move} kept it; empty when it is too long ago */
    public Optional<JsonNode> deployment(String model, String environment, String id) {
        Path file = deployments(model, environment).resolve(ModelNames.check("promotion", id) + ".json");
        return Files.exists(file) ? Optional.of(Json.read(file)) : Optional.empty();
    }

    /**
     * Takes the environment for one promotion: a second one, of this or of another process, waits for the first.
     *
     * @throws InputException when the other one does not end within {@code patience}
     */
    public AutoCloseable occupy(String model, String environment, Duration patience) throws InterruptedException {
        Path file = environment(model, environment).resolve("promotion.lock");
        return FolderLock.take(file, "The environment " + environment + " of model " + model, patience);
    }

    /** @return where a rollout into the environment keeps what it changes until it counts; the file may not exist */
    public Path rollout(String model, String environment) {
        return environment(model, environment).resolve("rollout.json");
    }

    /**
     * Moves the alias; the caller has {@linkplain #occupy occupied} the environment.
     *
     * @param deployment what was applied, kept for a later roll back; null for a roll back, whose deployment is kept
     */
    public Alias move(String model, String environment, Alias.Move move, JsonNode deployment) {
        if (deployment != null) {
            Json.write(
                    deployments(model, environment).resolve(ModelNames.check("promotion", move.id()) + ".json"),
                    deployment);
        }
        List<Alias.Move> history = new ArrayList<>(alias(model, environment).history());
        history.add(move);
        Alias alias = new Alias(1, model, environment, history);
        Json.write(environment(model, environment).resolve("alias.json"), alias);
        return alias;
    }

    private Path model(String name) {
        return root.resolve(ModelNames.check("model", name));
    }

    private Path environment(String model, String name) {
        return model(model).resolve("environments").resolve(ModelNames.check("environment", name));
    }

    private Path deployments(String model, String environment) {
        return environment(model, environment).resolve("deployments");
    }

    private static List<String> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .map(f -> f.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
