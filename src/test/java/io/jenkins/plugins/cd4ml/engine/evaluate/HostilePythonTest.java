package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An MLflow folder whose Python lies, hangs or dies, and folders that no Python is asked about. */
class HostilePythonTest {
    @TempDir
    Path folder;

    private final StringBuilder log = new StringBuilder();

    @BeforeEach
    void folder() throws Exception {
        assumeFalse(
                System.getProperty("os.name").startsWith("Windows"), "the programs of this test are of a POSIX shell");
        Files.createDirectories(folder.resolve("model"));
        mlmodel("flavors: {python_function: {loader_module: own}}\n");
        Files.writeString(folder.resolve("rows.csv"), "id,a,y\n1,0.5,1\n2,0.25,0\n3,1,1\n4,2,0\n");
    }

    private void mlmodel(String text) throws Exception {
        Files.writeString(folder.resolve("model/MLmodel"), text);
    }

    private String refused(String python) throws Exception {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\nevaluate: {dataset: holdout, target: y, key: id,"
                        + " metrics: [accuracy], python: " + python + "}\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Progress progress = line -> log.append(line).append('\n');
        String message = assertThrows(
                        InputException.class, () -> Evaluation.run(Project.read(folder, null), run, null, progress))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        assertFalse(run.has(RunFolder.EVALUATION));
        return message;
    }

    private String script(String body) throws Exception {
        Path python = folder.resolve("fake");
        Files.writeString(python, "#!/bin/sh\n" + body + "\n");
        assertTrue(python.toFile().setExecutable(true));
        return "{executable: ./fake}";
    }

    private static String reply(String json) {
        return "printf '\\000\\000\\000\\" + "%03o".formatted(json.length()) + json + "'; ";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3 | ended with exit code 3; it said nothing.",
                "echo broken >&2; exit 1 | ended with exit code 1; its last line: broken.",
                "echo 'Hello, I print on the standard output'; sleep 60 | answers what is no reply (it begins with a"
                        + " length of ",
                "printf '\\000\\000\\000\\005nojso'; sleep 60 | answers what is no reply.",
                "printf '\\177\\377\\377\\377'; sleep 60 | answers what is no reply (it begins with a length of"
                        + " 2147483647)",
                "printf '\\000\\000'; exit 0 | ended with exit code 0; it said nothing.",
                "kill -9 $$ | was ended by signal 9 (SIGKILL), as the system does when memory runs out; it said"
                        + " nothing.",
                "exec 1>&-; exec 0<&-; sleep 60 | closed its output without an answer.",
            })
    void aPythonThatSaysNothingOfUse(String body, String expected) throws Exception {
        String message = refused(script(body));
        assertTrue(
                message.startsWith(folder.resolve("model") + " (python_function) cannot be asked: its Python "),
                message);
        assertTrue(message.contains(expected.strip()), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rows\": 3, \"width\": 1, \"kind\": \"values\"} | answers 3 rows of 1 numbers for 4 rows.",
                "{\"rows\": 4, \"width\": 0, \"kind\": \"values\"} | answers 4 rows of 0 numbers for 4 rows.",
                "{\"rows\": 4, \"width\": 2000000000, \"kind\": \"values\"} | answers 4 rows of 2000000000 numbers",
                "{\"rows\": 4, \"width\": -1, \"kind\": \"values\"} | answers 4 rows of -1 numbers for 4 rows.",
                "{\"kind\": \"values\"} | answers no rows of -1 numbers for 4 rows.",
                "{\"rows\": 4, \"width\": 0, \"labels\": true} | closed its output without an answer.",
                "{\"rows\": 4, \"width\": 3, \"kind\": \"probabilities\", \"classes\": [\"a\"]} | closed its output"
                        + " without an answer.",
                "{\"error\": 5} | its Python says 5.",
                "[] | answers what is no reply.",
            })
    void aPythonThatLies(String second, String expected) throws Exception {
        String message = refused(script(
                "exec 3<&0; cat <&3 > /dev/null & " + reply("{}") + reply(second.strip()) + "exec 1>&-; sleep 60"));
        assertTrue(message.contains(expected.strip()), message);
    }

    @Test
    void secretsOfTheBuildStayOutside() throws Exception {
        // PATH is there, and nothing of Jenkins, clouds or MLflow: only what the record of usual variables lists
        refused(script("env >&2; exit 1"));
        assertTrue(log.toString().contains("python: PATH="), log.toString());
        String usual = "PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|TMP|TEMP|LD_LIBRARY_PATH|PYTHON.*|"
                + "VIRTUAL_ENV|CONDA_.*|OMP_.*|MKL_.*|OPENBLAS_.*|CUDA_.*|NVIDIA_.*|MLFLOW_DISABLE_TELEMETRY|DO_NOT_TRACK|"
                + "CD4ML_PROCESS|PWD|OLDPWD|SHLVL|_";
        log.toString()
                .lines()
                .filter(line -> line.matches("python: [A-Za-z_][A-Za-z_0-9]*=.*"))
                .map(line -> line.substring("python: ".length()).replaceAll("=.*", ""))
                .forEach(name -> assertTrue(name.matches(usual), name));
    }

    @Test
    void aPythonThatIsNotThere() throws Exception {
        String message = refused("{executable: python9.99}");
        assertTrue(message.contains("needs Python, but 'python9.99' cannot be started: "), message);
        assertTrue(message.endsWith("; name another by evaluate.python.executable."), message);
    }

    @Test
    void anEnvironmentThatNobodyDescribed() throws Exception {
        String message = refused("{envManager: virtualenv}");
        assertEquals(
                folder.resolve("model")
                        + " has no python_env.yaml, which evaluate.python.envManager: virtualenv makes an"
                        + " environment of; log the model with MLflow, or set envManager: local.",
                message);
    }

    /** None of these starts a Python: the program would fail otherwise. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flavors: {spark: {}} | has the flavors spark; onnx, TorchScript, xgboost, sklearn, lightgbm,",
                "flavors: {sklearn: {pickled_model: ../../x.pkl}} | '../../x.pkl' leads outside the model's folder.",
                "flavors: {sklearn: {code: /etc}} | '/etc' leads outside the model's folder.",
                "`{\"flavors\": {\"sklearn\": {}}, \"signature\": {\"inputs\": \"no\"}}` | signature.inputs is not"
                        + " JSON.",
                "`{\"flavors\": {\"sklearn\": {}}, \"signature\": {\"inputs\": \"[{\\\"type\\\": \\\"tensor\\\","
                        + " \\\"tensor-spec\\\": {\\\"dtype\\\": \\\"float32\\\", \\\"shape\\\": [-1, 28, 28]}}]\"}}`"
                        + " | a tensor of the shape [-1,28,28] and type float32; a table can fill rows × columns",
                "`{\"flavors\": {\"sklearn\": {}}, \"signature\": {\"inputs\": \"[{\\\"type\\\": \\\"array\\\","
                        + " \\\"name\\\": \\\"a\\\"}]\"}}` | the input 'a' is of the type array; a table can fill",
            },
            quoteCharacter = '`')
    void foldersThatNoTableCanFill(String mlmodel, String expected) throws Exception {
        mlmodel(mlmodel.strip() + "\n");
        String message = refused("{executable: ./not-there}");
        assertTrue(message.contains(expected.strip()), message);
    }
}
