package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As on a platform whose libraries the plugin does not carry: they come out of jars on the class path. */
@Tag("slow")
class NativesPackTest {
    @TempDir
    Path folder;

    @Test
    void librariesOfJarsServeWhereNoneLieOnThePath() throws Exception {
        String classPath = System.getProperty("java.class.path");
        Path bare = Stream.of(classPath.split(File.pathSeparator))
                .filter(jar -> jar.matches(".*duckdb_jdbc-.*-nolib\\.jar"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        Path whole = bare.resolveSibling(bare.getFileName().toString().replace("nolib", "linux_amd64"));
        assumeTrue(Files.exists(whole), "no " + whole + ": another platform, or another repository");
        ModelProject project = new ModelProject(folder).model("named.onnx").evaluate("target: churned\nmetrics: [auc]");
        project.project();
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.library.path=" + folder,
                        "-Dai.djl.offline=true",
                        "-cp",
                        classPath + File.pathSeparator + whole,
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
        assertTrue(Files.exists(project.run.file("evaluate/predictions.parquet")));
    }
}
