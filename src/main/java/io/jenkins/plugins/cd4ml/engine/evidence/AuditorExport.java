package io.jenkins.plugins.cd4ml.engine.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditExport;
import io.jenkins.plugins.cd4ml.engine.audit.AuditFilter;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.audit.AuditVerification;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes all that is kept about one version into a folder: its documents as they are, what its environments did with it,
 * the decisions, the records of the audit log with the log's proof, the formats of other tools, an index, and a statement
 * with the digest of every file, which is signed where there is a key. Rows of data stay out: predictions and model files
 * are in the registry.
 */
public final class AuditorExport {
    static final String INDEX = "index.json";
    static final String PAGE = "index.md";
    static final String AUDIT = "audit/audit.jsonl";
    private static final Set<String> LEFT_OUT = Set.of("model", "predictions.parquet");

    private final Path folder;
    private final ModelRegistry registry;
    private final ModelVersion version;
    private final ObjectNode leftOut = Json.object();

    private AuditorExport(Path folder, ModelRegistry registry, ModelVersion version) {
        this.folder = folder;
        this.registry = registry;
        this.version = version;
    }

    /**
     * @param folder where to; empty, or made
     * @param log    the audit log; null where there is none
     * @param more   further documents by path below the folder, such as the environments' policies
     * @param key    signs the statement; null for nobody, which the index says
     * @return the index
     * @throws InputException when there is no such version, or the folder is not empty or cannot be written
     */
    public static ObjectNode write(
            Path folder,
            ModelRegistry registry,
            String model,
            int version,
            AuditLog log,
            Map<String, JsonNode> more,
            SigningKey key) {
        ModelVersion found = registry.existing(model, version);
        try {
            Files.createDirectories(folder);
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new InputException(folder + " is not empty; name a folder that is, or that there is not.");
                }
            }
            return new AuditorExport(folder, registry, found).fill(log, more, key);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private ObjectNode fill(AuditLog log, Map<String, JsonNode> more, SigningKey key) throws IOException {
        documents();
        environments();
        for (Map.Entry<String, JsonNode> document : more.entrySet()) {
            Json.write(place(document.getKey()), document.getValue());
        }
        ObjectNode audit = audit(log);
        VersionRecord record = new VersionRecord(folder);
        record.decisions(folder.resolve(AUDIT)).ifPresent(d -> Json.write(folder.resolve("decisions.json"), d));
        record.exports().forEach((name, text) -> {
            try {
                Files.writeString(place(name), text);
            } catch (IOException e) {
                throw new InputException(folder + " cannot be written: " + FileErrors.reason(e) + ".", e);
            }
        });
        ObjectNode index = Json.object()
                .put("format", 1)
                .put("model", version.model())
                .put("version", version.number())
                .put("digest", version.digest())
                .put("exported", Instant.now().toString())
                .put("signedBy", key == null ? null : key.trusted().id())
                .put("says", EvidenceIndex.SAYS);
        index.set("audit", audit);
        index.set("gatesBeforeResults", record.gatesBeforeResults());
        index.set("leftOut", leftOut);
        record.completeness()
                .ifPresent(c -> index.putObject("bomCompleteness")
                        .put("score", c.score())
                        .put("profile", c.profile())
                        .put("missing", c.missing().size()));
        new EvidenceIndex(folder).into(index);
        Json.write(folder.resolve(INDEX), index);
        Files.writeString(folder.resolve(PAGE), IndexPage.of(index));
        FilesStatement.write(folder, version, key);
        return index;
    }

    private Path place(String name) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new IllegalArgumentException(name);
        }
        Files.createDirectories(file.getParent());
        return file;
    }

    /** Copies what the registry keeps of the version, but no rows of data and no model files. */
    private void documents() throws IOException {
        Path from = version.folder();
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                String name = from.relativize(file).toString().replace('\\', '/');
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && kept(name, Files.size(file))) {
                    Files.copy(file, place(name), LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private boolean kept(String name, long bytes) {
        String top = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
        if (LEFT_OUT.contains(top)) {
            if (!top.equals("model")) {
                leftOut.put(name, "rows of data");
            }
            return false;
        }
        if (bytes > Json.MAX_BYTES) {
            leftOut.put(name, "has " + bytes + " bytes");
            return false;
        }
        return !top.startsWith(".");
    }

    /** What each environment that served the version did with its model, and what was applied for this version. */
    private void environments() throws IOException {
        for (String environment : registry.environments(version.model())) {
            Alias alias = registry.alias(version.model(), environment);
            Set<String> deployments = new TreeSet<>();
            alias.history().stream()
                    .filter(m -> m.version() == version.number())
                    .forEach(m -> deployments.add(m.deployment()));
            if (deployments.isEmpty()) {
                continue;
            }
            String place = "environments/" + environment + "/";
            Json.write(place(place + "alias.json"), alias);
            for (String id : deployments) {
                JsonNode applied =
                        registry.deployment(version.model(), environment, id).orElse(null);
                if (applied != null) {
                    Json.write(place(place + "deployments/" + id + ".json"), applied);
                }
            }
        }
    }

    /** @return what following the log's chain came to */
    private ObjectNode audit(AuditLog log) throws IOException {
        if (log == null || !log.exists()) {
            return Json.object().put("log", false);
        }
        AuditFilter filter = new AuditFilter(registry.folder(), version.model(), null, null, null);
        AuditVerification verification;
        try (Writer out = Files.newBufferedWriter(place(AUDIT), StandardCharsets.UTF_8)) {
            verification = AuditExport.write(log, filter, AuditExport.Format.JSONL, out);
        }
        ObjectNode proof = Json.object()
                .put("log", true)
                .put("holds", verification.holds())
                .put("head", verification.head().toString())
                .put("sentence", verification.sentence());
        proof.set("findings", Json.MAPPER.valueToTree(verification.findings()));
        Json.write(place("audit/verification.json"), proof);
        return proof;
    }

    /** @return the documents that a zip of the folder has, sorted */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
