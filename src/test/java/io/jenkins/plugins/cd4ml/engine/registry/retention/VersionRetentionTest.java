package io.jenkins.plugins.cd4ml.engine.registry.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six versions of a model, all of now; what is due in eleven years. */
class VersionRetentionTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3653);
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(4018));

    @TempDir
    Path folder;

    private ModelRegistry registry;
    private final VersionRetention retention = new VersionRetention(TEN_YEARS);

    @BeforeEach
    void sixVersions() throws Exception {
        registry = new ModelRegistry(folder.resolve("registry")).in("risk");
        for (int i = 1; i <= 6; i++) {
            register("churn", "weights " + i);
        }
    }

    private void register(String model, String weights) throws Exception {
        Path files = Files.createDirectories(folder.resolve("model"));
        Files.writeString(files.resolve("model.onnx"), weights);
        RunFolder documents = new RunFolder(folder.resolve("run"));
        documents.write(new Lineage());
        registry.register(new Registration(model, Digests.of(files), model + weights, documents, files, "ada"));
    }

    private void serve(String id, int version, String previous, Instant when) {
        registry.move(
                "churn",
                "production",
                new Alias.Move(id, "promote", version, "sha256:x", when.toString(), "ada", null, id, previous),
                Json.object());
    }

    private List<Integer> due(Instant when) {
        return retention.due(registry, "churn", when).stream()
                .map(ModelVersion::number)
                .toList();
    }

    private long blobs() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("registry/.blobs"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void nothingThatIsNeededOrYoungIsDue() throws Exception {
        assertEquals(List.of(), due(Instant.now().plus(Duration.ofDays(3650))));
        serve("p1", 1, null, Instant.now());
        serve("p2", 2, "p1", Instant.now());
        serve("p3", 3, "p2", Instant.now());
        registry.setAlias("churn", "champion", 4, "ada", null);
        assertEquals(List.of(1, 5), due(LATER), "2 is what a roll back puts back, 3 serves, 6 is the newest");
        serve("p4", 1, "p3", LATER.minus(Duration.ofDays(30)));
        serve("p5", 6, "p4", LATER.minus(Duration.ofDays(20)));
        serve("p6", 6, "p5", LATER.minus(Duration.ofDays(10)));
        assertEquals(List.of(2, 5), due(LATER), "1 and 3 served not ten years ago");
    }

    @Test
    void whatIsDueGoesWithTheFilesThatNobodyElseHas() throws Exception {
        register("fraud", "weights 2");
        assertEquals(6, blobs());
        List<Integer> told = new ArrayList<>();
        retention.apply(registry, "churn", LATER, v -> told.add(v.number()));
        assertEquals(List.of(1, 2, 3, 4, 5), told);
        assertEquals(2, blobs(), "those of churn 6 and fraud 1");
        assertEquals(
                "weights 2",
                Files.readString(registry.existing("fraud", 1).modelFolder().resolve("model.onnx")));
        assertEquals(1, registry.versions("churn").size());
        register("churn", "weights 1");
        assertEquals(7, registry.versions("churn").get(0).number(), "no number is given twice");
        assertEquals(
                Digests.of(registry.existing("churn", 7).modelFolder()),
                registry.existing("churn", 7).digest());
    }

    @Test
    void whatCannotBeAuditedStays() {
        assertThrows(
                IllegalStateException.class,
                () -> retention.apply(registry, "churn", LATER, v -> {
                    throw new IllegalStateException("the audit log is full");
                }));
        assertEquals(6, registry.versions("churn").size());
    }

    @Test
    void whatIsTakenIntoUseMeanwhileStays() throws Exception {
        retention.apply(registry, "churn", LATER, version -> {
            if (version.number() == 1) { // while it is removed, the next one is promoted
                serve("p2", 2, null, Instant.now());
            }
        });
        assertTrue(registry.version("churn", 2).isPresent());
        assertFalse(registry.version("churn", 1).isPresent());
    }

    @Test
    void aVersionWithoutATimeIsOfNoAge() throws Exception {
        Path file = registry.existing("churn", 1).document("version.json");
        Files.writeString(
                file, Files.readString(file).replaceAll("\"registered\" : \"[^\"]*\"", "\"registered\" : \"\""));
        assertEquals(List.of(2, 3, 4, 5), due(LATER));
    }
}
