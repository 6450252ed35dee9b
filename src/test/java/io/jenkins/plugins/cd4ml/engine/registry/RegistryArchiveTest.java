package io.jenkins.plugins.cd4ml.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model with two versions, the first of which staging serves; both share a file. */
class RegistryArchiveTest {
    @TempDir
    Path folder;

    private ModelRegistry source;
    private ModelRegistry target;
    private Path archive;

    @BeforeEach
    void exported() throws Exception {
        source = new ModelRegistry(folder.resolve("source"));
        target = new ModelRegistry(folder.resolve("target")).in("risk");
        archive = folder.resolve("churn.zip");
        register(source, "one");
        register(source, "two");
        source.reject("churn", 2, "ada", "biased");
        source.setAlias("churn", "best", 1, "ada", null);
        Alias.Move move =
                new Alias.Move("p1", "promote", 1, "sha256:x", "2026-03-01T10:00:00Z", "ada", null, "p1", null);
        source.move("churn", "staging", move, Json.object());
        export();
    }

    private void export() throws IOException {
        try (OutputStream out = Files.newOutputStream(archive)) {
            RegistryExport.write(source, "churn", out);
        }
    }

    private void register(ModelRegistry registry, String name) throws Exception {
        Path model = Files.createDirectories(folder.resolve("model/code")).getParent();
        Files.writeString(model.resolve("weights"), name);
        Files.writeString(model.resolve("code/score.py"), "shared");
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.write(new Lineage());
        registry.register(new Registration("churn", Digests.of(model), name, run, model, "ada"));
    }

    private RegistryImport.Result read(boolean history) throws Exception {
        return RegistryImport.read(target, archive, history);
    }

    @Test
    void modelComesWithItsHistory() throws Exception {
        RegistryImport.Result result = read(true);
        assertEquals(List.of(1, 2), result.versions());
        assertTrue(result.history());
        for (ModelVersion version : source.versions("churn")) {
            ModelVersion copy = target.existing("churn", version.number());
            assertEquals(version.digest(), Digests.of(copy.modelFolder()));
            assertEquals(source.existing("churn", version.number()).status(), copy.status());
            assertEquals(version.state(), copy.state());
            assertEquals(version.registered(), copy.registered());
        }
        assertEquals(source.aliases("churn"), target.aliases("churn"));
        assertEquals(1, target.served("churn").size());
        assertEquals(List.of(), read(true).versions(), "once more");
        assertEquals(2, read(false).known());
    }

    @Test
    void versionsAreAddedToThoseThatAreThere() throws Exception {
        register(target, "another");
        RegistryImport.Result result = read(true);
        assertEquals(List.of(2, 3), result.versions());
        assertFalse(result.history(), "what serves here is not overwritten");
        assertTrue(target.aliases("churn").isEmpty());
        assertEquals("two", target.existing("churn", 3).run());
        assertEquals(
                3,
                target.versions("churn").stream()
                        .map(ModelVersion::number)
                        .distinct()
                        .count());
    }

    @Test
    void changedModelIsNotExported() throws Exception {
        Path weights = source.existing("churn", 1).modelFolder().resolve("weights");
        Files.writeString(weights, "changed");
        assertThrows(InputException.class, this::export);
    }

    private void rewrite(Map<String, byte[]> changes) throws Exception {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                all.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        all.putAll(changes);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                if (entry.getValue() != null) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue());
                }
            }
        }
    }

    private void refused(String why) throws Exception {
        InputException refusal = assertThrows(InputException.class, () -> read(true));
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("."), refusal.getMessage());
        assertTrue(target.models().isEmpty());
        try (Stream<Path> all = Files.walk(folder)) {
            assertTrue(all.noneMatch(f -> f.getFileName().toString().startsWith("evil")), "written outside");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ../evil                               | which no archive of a model has
        /evil                                 | which no archive of a model has
        versions/1/../../evil                 | which no archive of a model has
        versions/1/model/evil                 | which no archive of a model has
        environments/staging/evil             | which no archive of a model has
        ..\\evil                              | which no archive of a model has
        versions/3/version.json               | whose bytes are not those that were exported
        """)
    void entriesThatNoExportWritesAreRefused(String name, String why) throws Exception {
        rewrite(Map.of(name, "{}".getBytes(StandardCharsets.UTF_8)));
        refused(why);
    }

    @Test
    void bombIsRefused() throws Exception {
        rewrite(Map.of("versions/1/lineage.json", new byte[8 << 20]));
        refused("that unpacks to");
    }

    @Test
    void changedBytesAreRefused() throws Exception {
        rewrite(Map.of("versions/1/version.json", "{\"model\":\"churn\"}".getBytes(StandardCharsets.UTF_8)));
        refused("whose bytes are not those that were exported");
    }

    private void manifest(String from, String to) throws Exception {
        String manifest;
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            manifest = new String(
                    zip.getInputStream(zip.getEntry("cd4ml-model.json")).readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(manifest.contains(from), manifest);
        rewrite(Map.of("cd4ml-model.json", manifest.replace(from, to).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "weights"          | "../../../evil"   | none of a model's
        "weights"          | "/tmp/evil"       | none of a model's
        "weights"          | "code/../evil"    | none of a model's
        "weights"          | "evil"            | says other things of its model
        "model" : "churn"  | "model" : "../x"  | cannot be the name of a model
        "model" : "churn"  | "model" : "fraud" | says other things of its model
        """)
    void manifestThatLiesIsRefused(String from, String to, String why) throws Exception {
        manifest(from, to);
        refused(why);
    }

    @Test
    void whatIsNoArchiveIsASentence() throws Exception {
        Files.writeString(archive, "no zip");
        refused("cannot be read as an archive of a model");
        Files.delete(archive);
        refused("does not exist");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("blobs/" + "0".repeat(64)));
        }
        refused("it was not made by an export of a model");
    }
}
