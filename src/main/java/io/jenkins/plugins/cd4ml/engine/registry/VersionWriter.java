package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a version into a hidden folder and renames it when it is whole, so that a version either is there with all
 * its files or is not there. The caller holds the model's lock.
 */
final class VersionWriter {
    static final String UNFINISHED = ".unfinished-";
    /** Where the run's folder has a document, and the version's name for it. */
    private static final Map<String, String> DOCUMENTS = Map.of(
            RunFolder.LINEAGE, "lineage.json",
            RunFolder.GATES, "gates.json",
            RunFolder.EVALUATION, "evaluation.json",
            RunFolder.TRAINED_PROJECT, "project.json",
            RunFolder.TRAINING, "training.json",
            RunFolder.REGISTERED, "registered.json");
    /** Kept where they are there: a later model is compared with the first, a training repeated with the second. */
    private static final List<String> FILES =
            List.of("evaluate/predictions.parquet", "evaluate/items.json", "train/diff.patch", "model-card.md");

    private static final String BASELINES = "data";
    private static final List<String> DATA = List.of("baseline.json", "validation.json", "drift.json");

    private final Path versions;
    private final BlobStore blobs;
    private final Path incoming;

    /** @param incoming the registry's own folder: model files in it are moved, not copied */
    VersionWriter(Path versions, BlobStore blobs, Path incoming) {
        this.versions = versions;
        this.blobs = blobs;
        this.incoming = incoming;
    }

    ModelVersion write(Registration registration, int number) {
        Path unfinished = versions.resolve(UNFINISHED + number);
        try {
            removeLeftovers();
            DurableFile.createFolders(unfinished);
            fill(unfinished, registration, number);
            ModelFiles.sync(unfinished);
            Path finished = versions.resolve(Integer.toString(number));
            DurableFile.publish(unfinished, finished);
            return ModelVersion.read(finished);
        } catch (IOException e) {
            throw new InputException(
                    versions + " cannot take version " + number + ": " + FileErrors.reason(e) + ".", e);
        }
    }

    private void fill(Path folder, Registration registration, int number) throws IOException {
        boolean own = registration.modelFolder().toAbsolutePath().normalize().startsWith(incoming);
        String digest = ModelFiles.take(registration.modelFolder(), folder.resolve(ModelVersion.MODEL), blobs, own);
        if (!digest.equals(registration.digest())) {
            throw new InputException("The files in " + registration.modelFolder() + " have the digest " + digest
                    + ", not " + registration.digest() + "; they changed while they were registered.");
        }
        DOCUMENTS.forEach((from, to) -> {
            Path file = registration.documents().file(from);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Json.read(file); // not JSON, or too large: refused here and not when somebody needs it
                ModelFiles.copyFile(file, folder.resolve(to));
            }
        });
        data(registration.documents().file(BASELINES), folder.resolve(BASELINES));
        for (String name : FILES) {
            Path file = registration.documents().file(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= Json.MAX_BYTES) {
                ModelFiles.copyFile(file, folder.resolve(file.getFileName().toString()));
            }
        }
        if (registration.key() != null) {
            VersionSignatures.sign(folder, registration.model(), registration.key());
        }
        ModelVersion version = new ModelVersion(
                registration.model(),
                number,
                digest,
                registration.run(),
                Instant.now().toString(),
                registration.by(),
                metrics(folder.resolve("evaluation.json")),
                folder,
                VersionStatus.NONE,
                VersionState.REGISTERED);
        Json.write(folder.resolve(ModelVersion.FILE), version.json());
    }

    /** What was kept of the data, for later data to be held against, and what was found about it. */
    private static void data(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> datasets = Files.list(from)) {
            for (Path dataset : (Iterable<Path>) datasets::iterator) {
                for (String name : DATA) {
                    Path document = dataset.resolve(name);
                    if (Files.isRegularFile(document, LinkOption.NOFOLLOW_LINKS)) {
                        Json.read(document);
                        Path copy = to.resolve(dataset.getFileName().toString());
                        Files.createDirectories(copy);
                        ModelFiles.copyFile(document, copy.resolve(name));
                    }
                }
            }
        }
    }

    /** @return the overall metrics, without those of slices */
    private static Map<String, Object> metrics(Path evaluation) {
        Map<String, Object> metrics = new TreeMap<>();
        if (Files.exists(evaluation)) {
            for (JsonNode metric : Json.read(evaluation).path("metrics")) {
                if (!metric.hasNonNull("slice")) {
                    JsonNode value = metric.path("value");
                    metrics.put(metric.path("name").asText(), value.isNumber() ? value.numberValue() : value.asText());
                }
            }
        }
        return metrics;
    }

    /** A process that died while it wrote leaves its folder behind. */
    private void removeLeftovers() throws IOException {
        if (!Files.isDirectory(versions)) {
            return;
        }
        try (Stream<Path> all = Files.list(versions)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (path.getFileName().toString().startsWith(UNFINISHED)) {
                    ModelFiles.delete(path);
                }
            }
        }
    }
}
