package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's mistake ends with the right exit code and one sentence that names the place, never with a stack trace. */
class BadInputTest {
    private static final Path EXAMPLE = Path.of(System.getProperty("cd4ml.home", "."), "examples/breast-cancer");

    @TempDir
    Path project;

    private String said;

    @BeforeEach
    void copyOfTheExample() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path relative = EXAMPLE.relativize(file);
                if (!relative.startsWith(".cd4ml") && !relative.startsWith("model") && Files.isRegularFile(file)) {
                    Path target = project.resolve(relative.toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    private int run(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] all = Stream.concat(Stream.of("-C", project.toString()), Arrays.stream(arguments))
                .toArray(String[]::new);
        int code = Main.run(
                all,
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        said = err.toString(StandardCharsets.UTF_8);
        assertFalse(said.contains("\tat "), said);
        return code;
    }

    private void says(String... parts) {
        for (String part : parts) {
            assertTrue(said.contains(part), said);
        }
    }

    private List<String> rows(String file) throws IOException {
        return Files.readAllLines(project.resolve(file));
    }

    private void write(String file, List<String> lines) throws IOException {
        Files.write(project.resolve(file), lines);
    }

    @Test
    void missingFile() throws IOException {
        Files.delete(project.resolve("data/train.csv"));
        assertEquals(2, run("validate-data"));
        says("cd4ml.yaml line 6 (data.train.path)", "data/train.csv does not exist");
    }

    @Test
    void emptyFile() throws IOException {
        write("data/train.csv", List.of());
        assertEquals(2, run("validate-data"));
        says("train.csv is empty");
    }

    @Test
    void headerOnly() throws IOException {
        write("data/train.csv", rows("data/train.csv").subList(0, 1));
        assertEquals(1, run("validate-data"));
        says("no rows");
    }

    @Test
    void raggedRow() throws IOException {
        List<String> rows = rows("data/train.csv");
        rows.set(9, "1,2,3");
        write("data/train.csv", rows);
        assertEquals(1, run("validate-data"));
        says("train.csv", "10");
    }

    @Test
    void wrongTypeInRow7() throws IOException {
        List<String> rows = rows("data/train.csv");
        rows.set(7, rows.get(7).replaceFirst("^([^,]*),[^,]*,", "$1,many,"));
        write("data/train.csv", rows);
        assertEquals(1, run("validate-data"));
        says("7", "mean_radius", "many");
    }

    @Test
    void unknownKey() throws IOException {
        Files.writeString(
                project.resolve("cd4ml.yaml"), Files.readString(project.resolve("cd4ml.yaml")) + "modle: x\n");
        assertEquals(2, run("run"));
        says("cd4ml.yaml line ", "unknown key 'modle'");
    }

    @Test
    void brokenYaml() throws IOException {
        Files.writeString(project.resolve("cd4ml.yaml"), "model: x\ntrain: {command: [}\n");
        assertEquals(2, run("run"));
        says("cd4ml.yaml line 2 is not YAML");
    }

    @Test
    void unknownVerb() {
        assertEquals(2, run("validate-dat"));
        says("validate-dat");
    }

    @Test
    void gatesBeforeAnyEvaluation() {
        assertEquals(2, run("check-gates"));
        says("run evaluate-model before check-gates");
    }

    @Test
    void targetColumnMissing() throws IOException {
        scikitLearnModel();
        assertEquals(2, run("--set", "evaluate.target=benign", "evaluate-model"));
        says("holdout.csv", "'benign'", "malignant");
    }

    @Test
    void metricThatIsNoNumberFailsItsGate() throws IOException {
        scikitLearnModel();
        List<String> rows = rows("data/holdout.csv");
        rows.removeIf(row -> row.endsWith(",1")); // one class only: AUC is undefined
        write("data/holdout.csv", rows);
        assertEquals(0, run("evaluate-model"), () -> said);
        assertEquals(1, run("check-gates"));
        says("NaN");
    }

    @Test
    void oneByteMoreAndThePromotionNamesBothDigests() throws IOException {
        scikitLearnModel();
        assertEquals(0, run("evaluate-model"), () -> said);
        assertEquals(1, run("check-gates"), () -> said); // the drift gate has no number: nothing was validated
        String measured = Digests.of(project.resolve("model"));
        Files.writeString(
                project.resolve("model/signature.json"),
                Files.readString(project.resolve("model/signature.json")) + " ");
        assertEquals(1, run("promote-model", "--kubeconfig", unreachable().toString(), "--namespace", "n"), () -> said);
        says(measured, Digests.of(project.resolve("model")));
    }

    @Test
    void unreachableCluster() throws IOException {
        scikitLearnModel();
        assertEquals(0, run("validate-data"), () -> said);
        assertEquals(0, run("evaluate-model"), () -> said);
        assertEquals(0, run("check-gates"), () -> said);
        assertEquals(2, run("promote-model", "--kubeconfig", unreachable().toString(), "--namespace", "n"), () -> said);
        says("127.0.0.1:1");
    }

    private Path unreachable() throws IOException {
        Path file = project.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """);
        return file;
    }

    /** The example's model as its train.py made it; {@code validate-data} may begin the run before or after. */
    private void scikitLearnModel() throws IOException {
        Path model = Files.createDirectories(project.resolve("model"));
        try (var in = BadInputTest.class.getResourceAsStream("breast-cancer.onnx")) {
            Files.copy(in, model.resolve("model.onnx"));
        }
        List<String> features =
                new java.util.ArrayList<>(List.of(rows("data/train.csv").get(0).split(",")));
        features.removeAll(List.of("sample_id", "malignant"));
        Json.write(
                model.resolve("signature.json"),
                java.util.Map.of("features", features, "target", "malignant", "classes", List.of(0, 1)));
    }
}
