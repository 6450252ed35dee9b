package io.jenkins.plugins.cd4ml.engine.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.export.ExportedRun;
import io.jenkins.plugins.cd4ml.engine.gate.GateRegistration;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditorExportTest {
    @TempDir
    Path folder;

    private final TestKeys keys = TestKeys.of("secp256r1");
    private ModelRegistry registry;
    private AuditLog log;
    private Path to;

    @BeforeEach
    void aVersionThatServes() throws Exception {
        RunFolder run = ExportedRun.in(folder.resolve("run"));
        Files.writeString(run.file("model-card.md"), """
            # churn
            ## Intended use
            Letters to customers.
            ## Limits
            Not described.
            ## Metrics
            Measured on holdout.
            ## Choice of metrics
            | auc | 0.9 |
            ## Risk management
            See the plan.
            """);
        Files.writeString(run.file("evaluate/predictions.parquet"), "PAR1 rows of customers");
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "weights");
        registry = new ModelRegistry(folder.resolve("registry"));
        registry.register(new Registration("churn", Digests.of(model), "churn #12", run, model, "ada", keys.signing()));
        Alias.Move move = new Alias.Move(
                "p1",
                "promote",
                1,
                Digests.of(model),
                "2026-03-01T12:00:00Z",
                "ada",
                "better",
                "p1",
                null,
                List.of("bob"));
        registry.move(
                "churn", "production", move, Json.object().put("format", 1).put("smoke", "asked"));
        log = AuditLog.of(Files.createDirectory(folder.resolve("audit")));
        append("decision", "bob", "churn", "seen the numbers");
        append("decision", "eve", "fraud", "of another model");
        append("promoted", "ada", "churn", "better");
        to = folder.resolve("export");
    }

    private void append(String event, String who, String model, String reason) {
        log.append(new AuditEvent(event, who, reason, Json.object().put("model", model)));
    }

    private ObjectNode export(boolean signed) {
        return AuditorExport.write(
                to,
                registry,
                "churn",
                1,
                log,
                Map.of("policies/production.json", Json.object().put("approvals", 2)),
                signed ? keys.signing() : null);
    }

    @Test
    void whatWasChangedAfterTheScoringIsTold() throws Exception {
        assertEquals(0, export(false).at("/gatesBeforeResults/registrations").asInt());
        assertTrue(Files.readString(to.resolve("index.md")).contains("before results: not registered"));
        RunFolder run = ExportedRun.in(folder.resolve("late"));
        GateRegistration.register(run, Json.MAPPER.readTree("[{\"metric\": \"auc\", \"min\": 0.8}]"), Map.of());
        Lineage lineage = run.lineage();
        String changed = "The gates were changed after the holdout was scored.";
        lineage.put(new Lineage.Entity(
                "gates", "report", "gates", lineage.digest("gates"), Map.of(Gates.CHANGED, changed)));
        run.write(lineage);
        Path model = folder.resolve("model");
        registry.register(new Registration("churn", Digests.of(model), "churn #13", run, model, "ada"));
        Path late = folder.resolve("late-export");
        ObjectNode index = AuditorExport.write(late, registry, "churn", 2, log, Map.of(), null);
        assertEquals(changed, index.at("/gatesBeforeResults/changed").asText());
        assertEquals(1, index.at("/gatesBeforeResults/registrations").asInt());
        assertTrue(Files.readString(late.resolve("index.md")).contains(changed));
    }

    private static JsonNode item(JsonNode index, String catalog, String field) {
        for (JsonNode item : index.path(catalog).path("items")) {
            if (item.path("field").asText().startsWith(field)) {
                return item;
            }
        }
        throw new AssertionError(field);
    }

    private static String status(JsonNode index, String field) {
        return item(index, "euAiActAnnexIV", field).path("status").asText();
    }

    private String text() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(to)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                all.append(Files.readString(file, StandardCharsets.UTF_8)).append('\n');
            }
        }
        return all.toString();
    }

    @Test
    void allThatIsKeptIsThereAndNoRowsOfData() throws IOException {
        ObjectNode index = export(true);
        for (String file : List.of(
                "version.json",
                "lineage.json",
                "evaluation.json",
                "gates.json",
                "training.json",
                "model-card.md",
                "data/train/validation.json",
                "environments/production/alias.json",
                "environments/production/deployments/p1.json",
                "policies/production.json",
                "decisions.json",
                "audit/audit.jsonl",
                "audit/verification.json",
                "exports/bom.cdx.json",
                "exports/in-toto.jsonl",
                "index.md",
                "index.json",
                "export.intoto.jsonl")) {
            assertTrue(Files.isRegularFile(to.resolve(file)), file);
        }
        assertFalse(text().contains("rows of customers"), "personal data");
        assertFalse(text().contains("weights\n"), "the model itself");
        assertEquals("rows of data", index.at("/leftOut/predictions.parquet").asText());
        String audit = Files.readString(to.resolve("audit/audit.jsonl"));
        assertTrue(audit.contains("seen the numbers") && !audit.contains("of another model"), audit);
        assertTrue(index.at("/audit/holds").asBoolean());
        JsonNode decisions = Json.read(to.resolve("decisions.json"));
        assertEquals("bob", decisions.at("/audited/0/who").asText());
        assertEquals("approve", decisions.at("/recorded/0/kind").asText());
    }

    @Test
    void eachFieldIsEvidenceDeclaredOrMissing() throws IOException {
        ObjectNode index = export(true);
        assertEquals("declared", status(index, "Intended purpose"));
        assertEquals("declared", status(index, "Risk management"));
        assertEquals("missing", status(index, "Appropriateness of"), "nobody wrote what only was filled in");
        assertEquals("missing", status(index, "Instructions for use"));
        assertEquals("evidence", status(index, "Version, and"));
        assertEquals("evidence", status(index, "Test reports, dated and signed"));
        assertEquals("evidence", status(index, "Validation and testing: by groups"));
        assertEquals("missing", status(index, "Forms in which"), "what was applied had no objects");
        assertEquals(
                index.at("/euAiActAnnexIV/items").size(),
                index.at("/euAiActAnnexIV/counts/evidence").asInt()
                        + index.at("/euAiActAnnexIV/counts/declared").asInt()
                        + index.at("/euAiActAnnexIV/counts/missing").asInt());
        assertEquals(28, index.at("/mlTestScore/items").size());
        assertEquals(
                "evidence",
                item(index, "mlTestScore", "Feature expectations")
                        .path("status")
                        .asText());
        assertEquals(0, index.at("/mlTestScore/score").asDouble(), "nothing is monitored");
        for (JsonNode item : index.at("/euAiActAnnexIV/items")) {
            boolean named = item.has("found") || item.has("declaredIn");
            assertTrue(named || item.path("status").asText().equals("missing"), item.toString());
        }
    }

    /** Without its signature nothing is signed by anybody, and the index does not claim it. */
    @Test
    void withoutAKeyNothingIsClaimedToBeSigned() throws IOException {
        ObjectNode index = export(false);
        assertEquals("missing", status(index, "Test reports, dated and signed"));
        assertTrue(Files.readString(to.resolve("index.md")).contains("- signed: by nobody;"));
        SignatureRefusedException e =
                assertThrows(SignatureRefusedException.class, () -> AuditorArchive.verify(to, keys.trust()));
        assertTrue(e.getMessage().endsWith("export is not signed."), e.getMessage());
    }

    /** Whether a model meets the act is for people to judge; a tool that says so would be believed. */
    @Test
    void itNeverSaysCompliant() throws IOException {
        export(true);
        for (String file : List.of("index.json", "index.md")) {
            String text = Files.readString(to.resolve(file));
            assertFalse(text.matches("(?is).*complian.*|.*conformant.*|.*fulfil.*"), file);
        }
    }

    @Test
    void aFileThatWasChangedRemovedOrAddedIsNamed() throws IOException {
        export(true);
        assertEquals(1, AuditorArchive.verify(to, keys.trust()).size());
        Files.writeString(to.resolve("gates.json"), "{\"verdict\": \"PASSED\"}");
        assertRefused("other bytes than were signed are in gates.json");
        Files.delete(to.resolve("decisions.json"));
        Files.writeString(to.resolve("extra.json"), "{}");
        assertRefused("signed and not there: decisions.json; there and not signed: extra.json.");
    }

    private void assertRefused(String text) {
        SignatureRefusedException e =
                assertThrows(SignatureRefusedException.class, () -> AuditorArchive.verify(to, keys.trust()));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    @Test
    void aZipIsVerifiedWithoutUnpackingIt() throws IOException {
        export(true);
        Path zip = folder.resolve("export.zip");
        try (OutputStream out = Files.newOutputStream(zip)) {
            AuditorArchive.zip(to, out);
        }
        assertEquals(1, AuditorArchive.verify(zip, keys.trust()).size());
        assertThrows(
                SignatureRefusedException.class,
                () -> AuditorArchive.verify(zip, TestKeys.of("Ed25519").trust()));
        try (FileSystem inside = FileSystems.newFileSystem(zip)) {
            Files.writeString(inside.getPath("/audit/audit.jsonl"), "");
        }
        SignatureRefusedException e =
                assertThrows(SignatureRefusedException.class, () -> AuditorArchive.verify(zip, keys.trust()));
        assertTrue(e.getMessage().contains("other bytes than were signed are in audit/audit.jsonl"), e.getMessage());
        Files.writeString(zip, "no zip");
        assertThrows(InputException.class, () -> AuditorArchive.verify(zip, keys.trust()));
    }

    @Test
    void aBrokenAuditChainIsTold() throws IOException {
        Path file = folder.resolve("audit/audit.jsonl");
        Files.writeString(file, Files.readString(file).replace("seen the numbers", "never looked"));
        ObjectNode index = export(true);
        assertFalse(index.at("/audit/holds").asBoolean());
        assertTrue(Files.readString(to.resolve("index.md")).contains("is broken"));
    }

    @Test
    void linksAndFullFoldersAreRefused() throws IOException {
        export(true);
        assertThrows(InputException.class, () -> export(true));
        Files.createSymbolicLink(to.resolve("link.json"), folder.resolve("elsewhere"));
        InputException e = assertThrows(InputException.class, () -> AuditorArchive.verify(to, keys.trust()));
        assertTrue(e.getMessage().contains("link.json, which is a link"), e.getMessage());
        assertThrows(
                InputException.class,
                () -> AuditorExport.write(folder.resolve("x"), registry, "churn", 2, null, Map.of(), null));
    }
}
