package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.audit.AuditHead;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalAudit;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user asks the audit log on the command line, and what becomes of mistakes. */
class AuditVerbsTest {
    @TempDir
    Path project;

    private AuditHead first;
    private Path log;

    @BeforeEach
    void threeRecords() {
        first = append("requested", "ada", "churn");
        append("approved", "bob", "churn");
        append("requested", "ada", "fraud");
        log = project.resolve(".cd4ml/audit/audit.jsonl");
    }

    private AuditHead append(String event, String who, String model) {
        return LocalAudit.of(project).append(AuditEvent.of(event, who).with("model", model));
    }

    private CommandLineRun says(int code, String sentence, String... arguments) {
        CommandLineRun run = CommandLineRun.in(project, arguments);
        assertEquals(code, run.code(), run.said());
        assertTrue(run.said().contains(sentence), run.said());
        return run;
    }

    @Test
    void chainThatHoldsIsSaidToHold() throws Exception {
        says(0, "chain of 3 records holds", "audit-verify");
        says(0, "chain of 3 records holds", "audit-verify", ".cd4ml/audit");
        says(0, "chain of 3 records holds", "audit-verify", ".cd4ml");
        says(0, "chain of 3 records holds", "audit-verify", "--head", first.toString());
        JsonNode json =
                Json.MAPPER.readTree(says(0, "", "audit-verify", "--json").out());
        assertTrue(json.get("holds").asBoolean());
        assertTrue(json.get("head").asText().startsWith("3:sha256:"), json + "");
    }

    @Test
    void changedLineIsNamed() throws Exception {
        Files.writeString(log, Files.readString(log).replace("\"bob\"", "\"eve\""));
        CommandLineRun run = says(1, "NO: The audit log's chain of 3 records is broken", "audit-verify", "--json");
        assertEquals(
                "audit.jsonl",
                Json.MAPPER.readTree(run.out()).at("/findings/0/file").asText());
        says(1, "audit.jsonl line 3", "audit-verify");
        says(1, "is broken", "audit-export");
    }

    @Test
    void anOlderHeadHidesNothingThatWasCutOffSince() throws Exception {
        List<String> lines = Files.readAllLines(log);
        Files.write(log, lines.subList(0, 2));
        says(1, "it was cut short", "audit-verify", "--head", first.toString());
        Files.delete(log);
        says(1, "it was cut short", "audit-verify");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        audit-verify typo                          | typo is no folder with an audit log
        audit-verify .cd4ml/audit/audit.jsonl      | is no folder with an audit log
        audit-verify .cd4ml/..                     | is no folder with an audit log
        audit-verify --head 3                      | is no head of an audit log
        audit-export --from 2026-03-31T12:00       | is no time
        audit-export --format pdf                  | Invalid value for option '--format'
        """)
    void mistakesAreASentence(String line, String sentence) {
        CommandLineRun run = says(2, sentence, line.split(" +"));
        assertEquals(1, run.said().lines().count(), run.said());
        assertEquals("", run.out());
    }

    @Test
    void projectWithoutALogSaysSo() {
        CommandLineRun run = CommandLineRun.in(project.resolve("typo"), "audit-verify");
        assertEquals(2, run.code(), run.said());
        assertTrue(run.said().contains("has no audit log so far"), run.said());
    }

    @Test
    void wantedRecordsAreExported() throws Exception {
        List<String> records = says(0, "holds", "audit-export", "--model", "churn", "--who", "bob")
                .out()
                .lines()
                .toList();
        assertEquals(2, records.size(), records + "");
        assertTrue(Json.MAPPER.readTree(records.get(0)).get("record").asText().contains("\"approved\""), records + "");
        assertEquals(
                3,
                says(0, "", "audit-export", "--format", "csv", "--model", "churn")
                        .out()
                        .lines()
                        .count());
        assertEquals(
                1,
                says(0, "", "audit-export", "--until", "2020-01-01")
                        .out()
                        .lines()
                        .count());
    }
}
