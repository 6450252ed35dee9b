package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalAudit;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user asks the registry on the command line, and what becomes of mistakes. */
class RegistryVerbsTest {
    @TempDir
    Path project;

    private CommandLineRun run;

    @BeforeEach
    void twoVersionsAndAModelOfAFolder() throws Exception {
        ModelRegistry registry = Champions.registry(project);
        register(registry, "run 1");
        register(registry, "run 2");
        register(registry.in("team/risk"), "run 3");
        moved(registry, 1, "2026-03-01T10:00:00Z", List.of("bob"));
        moved(registry, 2, "2026-03-05T10:00:00Z", List.of());
    }

    private void register(ModelRegistry registry, String name) throws Exception {
        Path model = Files.createDirectories(project.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), name);
        RunFolder documents = new RunFolder(project.resolve("run"));
        documents.write(new Lineage());
        registry.register(new Registration("churn", Digests.of(model), name, documents, model, "ada"));
    }

    private static void moved(ModelRegistry registry, int version, String when, List<String> approvedBy) {
        String id = "p" + version;
        registry.move(
                "churn",
                "staging",
                new Alias.Move(id, "promote", version, "sha256:x", when, "ada", null, id, null, approvedBy),
                Json.object());
    }

    private CommandLineRun cd4ml(String... arguments) {
        run = CommandLineRun.in(project, arguments);
        return run;
    }

    private JsonNode json(String... arguments) throws Exception {
        return Json.MAPPER.readTree(cd4ml(arguments).out());
    }

    private void says(int code, String... parts) {
        assertEquals(code, run.code(), run.said());
        for (String part : parts) {
            assertTrue(run.said().contains(part), run.said());
        }
    }

    @Test
    void modelsOfAllFoldersAreListed() throws Exception {
        cd4ml("models");
        says(0, "churn  {staging=2}", "team/risk/churn  {}", "2 models.");
        assertEquals(
                "team/risk", json("models", "--json").at("/models/1/folder").asText());
        cd4ml("models", "--folder", "team/risk");
        says(0, "1 model.");
        cd4ml("models", "churn");
        says(2, "Unmatched argument");
    }

    @Test
    void versionsAreListedNewestFirst() throws Exception {
        JsonNode versions = json("versions", "churn", "--json").get("versions");
        assertEquals(2, versions.size());
        assertEquals("serving", versions.at("/0/state").asText());
        assertEquals("[\"staging\"]", versions.at("/0/aliases").toString());
        assertEquals("retired", versions.at("/1/state").asText());
        cd4ml("versions", "churn", "--folder", "team/risk");
        says(0, "1 version of churn.");
    }

    @Test
    void whatServedIsToldByDayAndMoment() throws Exception {
        cd4ml("served", "churn");
        says(0, "version 1 since 2026-03-01T10:00:00Z until 2026-03-05T10:00:00Z, by ada, approved by bob");
        JsonNode served = json("served", "churn", "--on", "2026-03-05T11:59:59+02:00", "--json")
                .get("served");
        assertEquals("[1]", served.findValuesAsText("version").toString());
        cd4ml("served", "churn", "--on", "2026-03-04");
        says(0, "1 environment served churn on 2026-03-04.");
        cd4ml("served", "churn", "--on", "2026-02-28");
        says(1, "NO: No environment served churn on 2026-02-28.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        versions chrun                         | no model 'chrun'; it has churn, churn (--folder 'team/risk').
        served chrun --on 2026-03-04           | no model 'chrun'; it has churn
        versions churn --folder risk           | no model 'churn' in the folder 'risk'; it has churn
        models --folder risk                   | no models of a folder 'risk'; it has churn
        models --folder a//b                   | no models of a folder 'a//b'
        models --registry typo                 | typo is not a folder
        versions ../churn                      | cannot be the name of a model
        versions                               | cd4ml.yaml does not exist
        served churn --on 2026-03-31T12:00:00  | is no time; write a day (2026-03-31, UTC) or an instant
        served churn --on 2026-02-30           | is no time
        served churn --on 31.03.2026           | is no time
        served churn --on 9999-01-01           | yet to come
        mark-version 7 churn --state rejected  | no version 7 of churn
        mark-version 1 churn                   | --state, --describe, --tag, --alias or --no-alias
        mark-version 1 churn --state gone      | Invalid value for option '--state'
        mark-version 1 churn --alias staging   | only a promotion moves
        mark-version 1 churn --no-alias x      | does not point to version 1
        mark-version x churn --state rejected  | Invalid value for positional parameter
        """)
    void mistakesAreASentence(String line, String sentence) {
        cd4ml(line.split(" +"));
        says(2, sentence);
        assertEquals(1, run.said().lines().count(), run.said());
    }

    @Test
    void emptyRegistryHasNoModels() throws Exception {
        Path empty = Files.createDirectory(project.resolve("empty"));
        Files.createDirectories(empty.resolve("jobs/churn")); // a Jenkins home, say
        cd4ml("models", "--registry", "empty");
        says(0, "0 models.");
        cd4ml("versions", "churn", "--registry", "empty");
        says(2, "no model 'churn'; no model is registered there.");
    }

    @Test
    void modelGoesFromOneProjectToAnother() throws Exception {
        cd4ml("export-model", "churn", "--to", "churn.zip");
        says(0, "has 2 versions of churn.");
        cd4ml("export-model", "churn", "--to", "churn.zip");
        says(2, "churn.zip cannot be written");
        Path other = Files.createDirectory(project.resolve("other"));
        run = CommandLineRun.in(other, "import-model", "../churn.zip", "--with-history");
        says(0, "2 versions of churn imported.");
        run = CommandLineRun.in(other, "import-model", "../churn.zip");
        says(0, "0 versions of churn imported, 2 known.");
        run = CommandLineRun.in(other, "served", "churn", "--on", "2026-03-04");
        says(0, "1 environment served churn");
        Files.writeString(project.resolve("churn.zip"), "no zip");
        run = CommandLineRun.in(other, "import-model", "../churn.zip");
        says(2, "cannot be read as an archive of a model");
    }

    @Test
    void whatIsSaidOfAVersionIsListedAndInTheAuditLog() throws Exception {
        cd4ml("mark-version", "1", "churn", "--state", "rejected", "--why", "biased", "--tag", "risk=high");
        says(0, "Version 1 of churn is rejected.");
        cd4ml("mark-version", "2", "churn", "--alias", "champion", "--describe", "the best so far");
        JsonNode versions = json("versions", "churn", "--json").get("versions");
        assertEquals("rejected", versions.at("/1/state").asText());
        assertEquals("high", versions.at("/1/tags/risk").asText());
        assertEquals("[\"champion\",\"staging\"]", versions.at("/0/aliases").toString());
        assertEquals("the best so far", versions.at("/0/description").asText());
        cd4ml("mark-version", "1", "churn", "--state", "reinstated", "--tag", "risk=");
        says(0, "Version 1 of churn is retired.");
        assertEquals(
                "{}", json("versions", "churn", "--json").at("/versions/1/tags").toString());
        cd4ml("mark-version", "2", "churn", "--no-alias", "champion");
        says(0);
        assertEquals(4, LocalAudit.of(project).verify().head().lines());
    }
}
