package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: PyTorch's native library is no part of the tests' class path. */
@Tag("slow")
class TorchScriptTest {
    @TempDir
    Path folder;

    @Test
    void torchScriptAnswersAsWritten() throws Exception {
        Path engine = Path.of(System.getProperty("cd4ml.natives")).getParent();
        Path pack = engine.resolve("packs/training");
        assumeTrue(Files.isDirectory(pack), "no PyTorch: the pack 'training' is not built (mvn -Ptraining)");
        ModelProject project = new ModelProject(folder);
        ModelProject.resource("sum.pt", folder.resolve("model/model.pt"));
        Files.writeString(
                folder.resolve("model/signature.json"),
                "{\"features\": [\"age\", \"income\"], \"classes\": [\"no\", \"yes\"]}");
        project.evaluate("target: churned\nmetrics: [auc]").project();
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.library.path=" + System.getProperty("java.library.path"),
                        "-DDJL_CACHE_DIR=" + engine.resolve("packs/djl"),
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-cp",
                        System.getProperty("java.class.path") + java.io.File.pathSeparator + pack + "/*",
                        "io.jenkins.plugins.cd4ml.engine.cli.Main",
                        "-C",
                        folder.toString(),
                        "--run-folder",
                        project.run.path().toString(),
                        "evaluate-model")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), Files.readString(log));
        String sql =
                "SELECT max(abs(p.p_yes - 1 / (1 + exp(1.8 - (r.age + r.income) / 40)))), count(*) FROM read_parquet('"
                        + project.run.file("evaluate/predictions.parquet") + "') p JOIN read_csv('"
                        + folder.resolve("rows.csv")
                        + "') r ON p.key = CAST(r.id AS VARCHAR)";
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            assertEquals(120, row.getInt(2));
            assertTrue(row.getDouble(1) < 1e-6, "off by " + row.getDouble(1));
        }
    }
}
