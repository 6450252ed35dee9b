package io.jenkins.plugins.cd4ml.engine.data.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.DataValidation;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The verb {@code build-features}: builds the project's datasets of features, each a Parquet file, and validates them as
 * the datasets that they are. A version is the digest of the definition and of the bytes that went in; what was built
 * before is taken from the cache, {@code .cd4ml/features} of the project or the folder of {@value #CACHE}.
 */
public final class Features {
    /** Environment variable that names a cache which projects share. */
    public static final String CACHE = "CD4ML_FEATURE_CACHE";

    private Features() {}

    /**
     * @param names     datasets of features; all when empty
     * @param champions finds the model whose features they are held against
     * @throws InputException when a definition is wrong or a file cannot be read or written
     */
    public static Outcome run(
            Project project, RunFolder run, List<String> names, BaselineSource.Finder champions, Progress progress)
            throws SQLException {
        List<String> wanted = FeatureOrder.of(project, names);
        ObjectNode built = Json.object();
        for (String name : wanted) {
            try {
                built.set(name, build(project, run, name, progress));
            } catch (Dataset.Ragged e) {
                return new Outcome(false, name + " is not built: " + e.getMessage(), Json.object());
            }
        }
        Outcome valid = DataValidation.run(project, run, wanted, champions, progress);
        ObjectNode result = (ObjectNode) valid.result();
        result.set("features", built);
        return new Outcome(valid.yes(), valid.sentence(), result);
    }

    private static ObjectNode build(Project project, RunFolder run, String name, Progress progress)
            throws SQLException {
        Instant started = Instant.now();
        Path output = output(project, name);
        Lineage lineage = run.lineage();
        List<String> used = new ArrayList<>();
        String version = version(project, name, lineage, used);
        Path cached = cache(project).resolve(version.substring(Digests.PREFIX.length()) + ".parquet");
        boolean reused = Files.exists(cached);
        try {
            if (!reused) {
                materialise(project, name, cached);
            }
            Files.createDirectories(output.toAbsolutePath().getParent());
            Files.copy(cached, output, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InputException(output + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        String sentence = name + ": " + (reused ? "taken from the cache" : "built") + " from "
                + String.join(
                        ", ",
                        used.subList(0, used.size() - 1).stream()
                                .map(id -> id.substring(id.indexOf(':') + 1))
                                .toList())
                + ".";
        progress.line(sentence);
        lineage.put(new Lineage.Entity(
                "dataset:" + name,
                "dataset",
                name,
                Digests.of(output),
                Map.of("path", project.section("data").at("/" + name + "/path").asText(), "version", version)));
        RunFolder.record(
                lineage,
                "features",
                started,
                true,
                name + " from its sources",
                used,
                List.of("dataset:" + name),
                Map.of());
        run.write(lineage);
        return Json.object().put("version", version).put("reused", reused);
    }

    private static Path output(Project project, String name) {
        JsonNode path = project.section("data").path(name).path("path");
        if (!path.isTextual() || !path.asText().endsWith(".parquet")) {
            throw new InputException(project.place("/features/" + name) + ": 'data' needs a dataset '" + name
                    + "' whose path is a .parquet file; the features go there.");
        }
        return project.inside(path.asText(), "/data/" + name + "/path");
    }

    /** What the features depend on: the definition, and the bytes and contracts of the datasets that it names. */
    private static String version(Project project, String name, Lineage lineage, List<String> used) {
        JsonNode spec = project.section("features").get(name);
        Map<String, Object> parts = new TreeMap<>();
        ObjectNode defined = spec.deepCopy();
        defined.remove("description");
        parts.put("definition", Json.MAPPER.convertValue(defined, Object.class));
        List<String> sources = FeatureOrder.sources(spec);
        parts.put("sources", sources); // their order is that of the columns
        for (String source : sources) {
            JsonNode data = project.section("data").path(source);
            if (data.isMissingNode() || source.equals(name)) {
                throw new InputException(
                        project.place("/features/" + name) + ": there is no other dataset '" + source + "' in 'data'.");
            }
            String digest = SourceDigests.of(project, source, "path");
            Map<String, Object> part = new TreeMap<>(
                    Map.of("digest", digest, "description", Json.MAPPER.convertValue(data, Object.class)));
            if (data.hasNonNull("contract")) {
                part.put(
                        "contract",
                        Digests.of(project.existing(data.get("contract").asText(), "/data/" + source + "/contract")));
            }
            parts.put("dataset " + source, part);
            lineage.put(new Lineage.Entity(
                    "dataset:" + source,
                    "dataset",
                    source,
                    digest,
                    Map.of("path", data.get("path").asText())));
            used.add("dataset:" + source);
        }
        String definition = Digests.of(Json.line(parts.get("definition")));
        lineage.put(new Lineage.Entity(
                "features:" + name, "features", name, definition, Map.of("path", project.file("/features/" + name))));
        used.add("features:" + name);
        return Digests.of(Json.line(parts));
    }

    private static Path cache(Project project) {
        String shared = System.getenv(CACHE);
        return shared == null || shared.isBlank() ? project.folder().resolve(".cd4ml/features") : Path.of(shared);
    }

    private static void materialise(Project project, String name, Path cached) throws IOException, SQLException {
        Files.createDirectories(cached.getParent());
        Path temporary = Files.createTempFile(cached.getParent(), ".", ".parquet");
        try (Duck duck = Duck.open()) {
            FeatureJoin join = new FeatureJoin(duck, project, name);
            String sql = join.sql();
            try {
                duck.execute("COPY (" + sql + ") TO " + Duck.text(temporary.toString())
                        + " (FORMAT parquet, COMPRESSION zstd)");
            } catch (SQLException e) {
                throw join.failed(project.place("/features/" + name), e);
            }
            Files.move(temporary, cached, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
