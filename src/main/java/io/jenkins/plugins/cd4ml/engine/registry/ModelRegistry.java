package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The registry: versions of models and what each environment serves, in a folder. Models belong to a folder of Jenkins; a
 * registry sees those of one ({@link #in}), so that two folders may each have a {@code churn}.
 *
 * <pre>
 * &lt;root&gt;/[@&lt;folder&gt;/…]&lt;model&gt;/versions/&lt;n&gt;/version.json, status.json, lineage.json, gates.json, …, model/…
 * &lt;root&gt;/[@&lt;folder&gt;/…]&lt;model&gt;/index.jsonl                 what a list shows; made anew when lost
 * &lt;root&gt;/[@&lt;folder&gt;/…]&lt;model&gt;/aliases/&lt;alias&gt;.json
 * &lt;root&gt;/[@&lt;folder&gt;/…]&lt;model&gt;/environments/&lt;environment&gt;/alias.json, deployments/&lt;promotion id&gt;.json
 * &lt;root&gt;/[@&lt;folder&gt;/…]&lt;model&gt;/.id                         what tells the model from others of its name
 * &lt;root&gt;/.blobs/&lt;xx&gt;/&lt;sha256&gt;                      the models' files, each kept once
 * </pre>
 *
 * A version has its own copy of every document and outlives the build that made it. Several processes and threads may
 * use one registry at once: writers take a file lock, readers see whole documents only, and what a call wrote is on the
 * disk when it returns. Instances hold no state and no open file. Every name is checked, so that none leads outside.
 */
public final class ModelRegistry {
    private final Path root;
    private final String folder;
    private final Path namespace;

    /** The models of the top level. @param root the store's folder; made when the first version is registered */
    public ModelRegistry(Path root) {
        this(root.toAbsolutePath().normalize(), "");
    }

    private ModelRegistry(Path root, String folder) {
        this.root = root;
        this.folder = folder;
        this.namespace = ModelFolder.namespace(root, folder);
    }

    /**
     * @return what tells this model from others of its name, in other folders and registries, wherever it is moved: 12
     *     hexadecimal digits, made once
     */
    public String id(String model) throws InterruptedException {
        return model(model).id();
    }

    /** @param name full name of a folder, with slashes; empty for the top level. @return the registry of its models */
    public ModelRegistry in(String name) {
        return new ModelRegistry(root, name);
    }

    /** @return full name of the folder whose models this one sees; empty for the top level */
    public String folder() {
        return folder;
    }

    /** @return the folders of the whole registry, whichever this one sees */
    public RegistryFolders folders() {
        return new RegistryFolders(root);
    }

    /** Puts a file that is kept already in the target's place, without copying it. @return whether it is kept */
    public boolean bring(String digest, Path target) {
        try {
            return blobs().bring(digest, target);
        } catch (IOException e) {
            throw failed(target, "written", e);
        }
    }

    BlobStore blobs() {
        return new BlobStore(root);
    }

    ModelFolder model(String name) {
        return ModelFolder.of(namespace, name);
    }

    /**
     * Makes a version, or returns the one that this run already made of this digest.
     *
     * @throws InputException       when the files are missing, changed or not plain files, or cannot be written
     * @throws InterruptedException when interrupted while another process writes
     */
    public ModelVersion register(Registration registration) throws InterruptedException {
        ModelFolder model = model(registration.model());
        try (FolderLock lock = model.lock()) {
            VersionIndex.Content known = model.index().read();
            for (ModelVersion version : known.versions().values()) {
                if (version.digest().equals(registration.digest())
                        && version.run().equals(registration.run())) {
                    return again(registration, version.number());
                }
            }
            Set<Integer> numbers = model.index().numbers();
            int number = numbers.isEmpty() ? 1 : Collections.max(numbers) + 1;
            ModelVersion version = new VersionWriter(model.versions(), blobs(), root.resolve(RegistryFolders.INCOMING))
                    .write(registration, number);
            model.index().add(version);
            return version;
        } catch (IOException e) {
            throw failed(model.path(), "written", e);
        }
    }

    /** A version that is there already may get the signature that it lacks, of the bytes that it has. */
    private ModelVersion again(Registration registration, int number) throws IOException {
        ModelVersion version = version(registration.model(), number).orElseThrow();
        if (registration.key() != null) {
            String digest = Digests.of(version.modelFolder());
            if (!digest.equals(version.digest())) {
                throw new InputException("The registry's copy of " + version.model() + " version " + number
                        + " has the digest " + digest + ", not " + version.digest()
                        + " as it was registered; it is not signed.");
            }
            VersionSignatures.sign(version.folder(), version.model(), registration.key());
        }
        return version;
    }

    /** @return the names of the folder's models, sorted */
    public List<String> models() {
        return ModelFolder.models(namespace);
    }

    /** @return whether no version of such a model was ever registered in this folder */
    public boolean isUnknown(String model) {
        return !Files.isDirectory(model(model).versions());
    }

    /** @return the versions of a model, newest first; a broken one is left out */
    public List<ModelVersion> versions(String name) {
        ModelFolder model = model(name);
        try {
            VersionIndex.Content content = model.index().read();
            if (!content.complete()) {
                repair(model);
            }
            VersionStates states = VersionStates.of(this, name);
            List<ModelVersion> versions = new ArrayList<>(content.versions().size());
            content.versions().values().forEach(v -> versions.add(states.on(v)));
            Collections.reverse(versions);
            return versions;
        } catch (IOException e) {
            throw failed(model.path(), "read", e);
        }
    }

    /** The next list shall be quick; nobody waits for that, and a reader may lack the right to write. */
    private static void repair(ModelFolder model) {
        try (FolderLock lock = model.lock(Duration.ZERO)) {
            model.index().rewrite(model.index().read().versions());
        } catch (IOException | InputException e) {
            // the versions themselves were read
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the version, from its own documents */
    public Optional<ModelVersion> version(String model, int number) {
        Path version = model(model).version(number);
        return Files.isRegularFile(version.resolve(ModelVersion.FILE))
                ? Optional.of(VersionStates.of(this, model).on(ModelVersion.read(version)))
                : Optional.empty();
    }

    /** @throws InputException when there is no such version */
    public ModelVersion existing(String model, int number) {
        return version(model, number)
                .orElseThrow(() -> new InputException("The registry has no version " + number + " of " + model + "."));
    }

    /** Says that a version shall not be put into service. @param why shown to whoever tries */
    public ModelVersion reject(String model, int number, String who, String why) throws InterruptedException {
        return change(model, number, s -> s.set(VersionState.REJECTED, who, why));
    }

    /** Says that a version is no longer of use. */
    public ModelVersion retire(String model, int number, String who, String why) throws InterruptedException {
        return change(model, number, s -> s.set(VersionState.RETIRED, who, why));
    }

    /** Takes back that a version was rejected or retired. */
    public ModelVersion reinstate(String model, int number, String who, String why) throws InterruptedException {
        return change(model, number, s -> s.set(null, who, why));
    }

    public ModelVersion describe(String model, int number, String text, String who) throws InterruptedException {
        return change(model, number, s -> s.describe(text, who));
    }

    /** @param value null takes the tag away */
    public ModelVersion tag(String model, int number, String key, String value, String who)
            throws InterruptedException {
        return change(model, number, s -> s.tag(key, value, who));
    }

    private ModelVersion change(String name, int number, UnaryOperator<VersionStatus> change)
            throws InterruptedException {
        ModelFolder model = model(name);
        try (FolderLock lock = model.lock()) {
            ModelVersion version = existing(name, number);
            ModelVersion changed = version.with(change.apply(version.status()));
            model.index().changing(number);
            Json.write(version.folder().resolve(VersionStatus.FILE), changed.status());
            model.index().add(changed);
            return VersionStates.of(this, name).on(changed);
        } catch (IOException e) {
            throw failed(model.path(), "written", e);
        }
    }

    /** @return the environments that ever served the model, sorted */
    public List<String> environments(String model) {
        return ModelFolder.names(model(model).environments());
    }

    /** @return what the environment serves and served; without history when it never did */
    public Alias alias(String model, String environment) {
        Path file = model(model).environment(environment).resolve("alias.json");
        return Files.exists(file) ? Json.read(file, Alias.class) : new Alias(1, model, environment, List.of());
    }

    /** @return what the environment serves, be its version kept or lost; empty when it serves nothing yet */
    public Optional<Alias.Move> serving(String model, String environment) {
        return alias(model, environment).current();
    }

    /**
     * @param name an environment, or an alias that somebody set
     * @return the version that it serves or points to now: what a new model is compared with; empty also where the registry
     *     has lost it, so that {@link #serving} tells whether it serves nothing
     */
    public Optional<ModelVersion> champion(String model, String name) {
        Optional<Alias.Move> serving = serving(model, name);
        return (serving.isPresent()
                        ? serving
                        : new OwnAliases(model(model)).read(name).current())
                .flatMap(move -> version(model, move.version()));
    }

    /** @return which version each alias points to now: environments and those that somebody set */
    public SortedMap<String, Integer> aliases(String model) {
        SortedMap<String, Integer> aliases = new TreeMap<>(new OwnAliases(model(model)).current());
        environments(model).forEach(e -> serving(model, e).ifPresent(m -> aliases.put(e, m.version())));
        return aliases;
    }

    /**
     * Points an alias such as {@code champion} to a version. Environments have aliases of their own, which only a
     * promotion moves.
     *
     * @param number 0 takes the alias away
     * @throws InputException when there is no such version, or an environment has that name
     */
    public Alias setAlias(String model, String alias, int number, String who, String why) throws InterruptedException {
        if (Files.isDirectory(model(model).environment(alias))) {
            throw new InputException(
                    "'" + alias + "' is an environment, which only a promotion moves; choose another name.");
        }
        try (FolderLock lock = model(model).lock()) {
            String digest = number == 0 ? null : existing(model, number).digest();
            return new OwnAliases(model(model)).set(alias, number, digest, who, why);
        }
    }

    /** @return what the environments served and serve, each environment's times oldest first */
    public List<Served> served(String model) {
        List<Served> all = new ArrayList<>();
        for (String environment : environments(model)) {
            all.addAll(Served.of(folder, alias(model, environment), model(model).versions()));
        }
        return all;
    }

    /** @return what served at a moment or on a day, since when and who approved it, by environment */
    public List<Served> served(String model, Served.Time time) {
        return served(model).stream().filter(s -> s.during(time)).toList();
    }

    /** @return what a promotion applied, as {@link #move} kept it; empty when it is too long ago */
    public Optional<JsonNode> deployment(String model, String environment, String id) {
        Path file = model(model).deployment(environment, id);
        return Files.exists(file) ? Optional.of(Json.read(file)) : Optional.empty();
    }

    /**
     * Takes an environment for one promotion; held until it is closed.
     *
     * @throws InputException       when another promotion still holds it after {@code patience}
     * @throws InterruptedException when interrupted while waiting
     */
    public AutoCloseable occupy(String model, String environment, Duration patience) throws InterruptedException {
        Path file = model(model).environment(environment).resolve("promotion.lock");
        return FolderLock.take(file, "The environment " + environment + " of model " + model, patience);
    }

    /** @return where a rollout into the environment keeps what it changes until it counts; the file may not exist */
    public Path rollout(String model, String environment) {
        return model(model).environment(environment).resolve("rollout.json");
    }

    /**
     * Moves the alias; the caller has {@linkplain #occupy occupied} the environment.
     *
     * @param deployment what was applied, kept for a later roll back; null for a roll back, whose deployment is kept
     */
    public Alias move(String model, String environment, Alias.Move move, JsonNode deployment) {
        if (deployment != null) {
            Json.write(model(model).deployment(environment, move.id()), deployment);
        }
        List<Alias.Move> history = new ArrayList<>(alias(model, environment).history());
        history.add(move);
        Alias alias = new Alias(1, model, environment, history);
        Json.write(model(model).environment(environment).resolve("alias.json"), alias);
        return alias;
    }

    static InputException failed(Path path, String what, IOException e) {
        return new InputException(path + " cannot be " + what + ": " + FileErrors.reason(e) + ".", e);
    }
}
