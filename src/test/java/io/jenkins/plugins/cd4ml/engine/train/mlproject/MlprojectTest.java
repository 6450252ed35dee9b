package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are the shell's")
class MlprojectTest {
    private static final String MAIN = """
            name: tutorial
            entry_points:
              main:
                parameters:
                  alpha: {type: float, default: 0.5}
                  ratio: {type: float, default: 0.1}
                  note: string
                command: "echo {alpha} {ratio} {note} > $CD4ML_OUTPUT/model.txt"
            """;

    @TempDir
    Path folder;

    @Test
    void defaultsAreFilledAndGivenValuesAreQuoted() throws Exception {
        JsonNode training = train(MAIN, "params: {alpha: 0.25, note: \"it's; `rm -rf /` $HOME\"}");
        assertEquals("0.25 0.1 it's; `rm -rf /` $HOME\n", Files.readString(folder.resolve("model/model.txt")));
        assertEquals("mlproject", training.get("trainer").asText());
        assertEquals("main", training.get("entryPoint").asText());
        assertEquals("0.1", training.at("/params/ratio").asText());
        assertEquals("0.25", training.at("/params/alpha").asText());
    }

    @Test
    void aMissingParameterIsNamed() {
        assertEquals(
                "The entry point 'main' needs a value for note; give it in train.params.",
                sentence(MAIN, "params: {alpha: 1}"));
    }

    @Test
    void aFloatThatIsNoNumberIsRefused() {
        assertEquals(
                "The parameter 'alpha' of the MLproject's entry point is 'much', but must be a number.",
                sentence(MAIN, "params: {alpha: much, note: x}"));
    }

    @Test
    void furtherParametersAreAppended() throws Exception {
        String mlproject = "entry_points: {main: {command: \"printf '%s|' > $CD4ML_OUTPUT/m\"}}";
        train(mlproject, "params: {depth: 3, \"odd name\": \"a b\"}");
        assertEquals("--depth|3|--odd name|a b|", Files.readString(folder.resolve("model/m")));
    }

    @Test
    void aPathIsMadeAbsoluteAndMustExist() throws Exception {
        String mlproject =
                "entry_points: {main: {parameters: {data: path}, command: \"echo {data} > $CD4ML_OUTPUT/m\"}}";
        train(mlproject, "params: {data: d.csv}");
        assertEquals(folder.resolve("d.csv") + "\n", Files.readString(folder.resolve("model/m")));
        assertTrue(
                sentence(mlproject, "params: {data: none.csv}").endsWith("but must be a file or folder that exists."));
        assertTrue(sentence(mlproject, "params: {data: \"s3://b/k\"}").contains("must be a local path"));
    }

    @Test
    void aScriptOfTheFolderIsAnEntryPoint() throws Exception {
        Files.writeString(folder.resolve("go on.sh"), "echo $1 $2 > $CD4ML_OUTPUT/m\n");
        train("name: x", "entryPoint: go on.sh\n  params: {k: v}");
        assertEquals("--k v\n", Files.readString(folder.resolve("model/m")));
    }

    @Test
    void anUnknownEntryPointIsToldTheOnesThatThereAre() {
        assertTrue(sentence(MAIN, "entryPoint: evaluate").endsWith("has no entry point 'evaluate'; it has main."));
    }

    @Test
    void aFieldThatIsNoParameterIsNamed() {
        String says = sentence("entry_points: {main: {command: \"echo {nope}\"}}", "seed: 1");
        assertTrue(says.contains("has {nope}, which is no parameter of it"), says);
    }

    @Test
    void environmentsThatAreNotMadeHereAreRefusedUnlessTheOneThatIsThereIsWanted() throws Exception {
        String docker = "docker_env: {image: \"python:3.11\"}\n" + MAIN;
        String says = sentence(docker, "params: {note: x}");
        assertTrue(says.contains("asks for a docker_env (python:3.11), which is not made here"), says);
        assertTrue(says.contains("train.envManager: local"), says);
        train(docker, "params: {note: x}\n  envManager: local");
        Files.writeString(folder.resolve("conda.yaml"), "name: x\n");
        assertTrue(sentence(MAIN, "params: {note: x}").contains("asks for a conda_env (conda.yaml)"));
    }

    @Test
    void aPythonThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
        Files.writeString(folder.resolve("python_env.yaml"), "python: \"3.1\"\n");
        String says = sentence(MAIN, "params: {note: x}");
        assertTrue(says.contains("python_env.yaml needs Python 3.1, but this node has "), says);
    }

    @Test
    void anEnvironmentFileOutsideTheProjectIsRefused() {
        String says = sentence("python_env: ../../etc/passwd\n" + MAIN, "params: {note: x}");
        assertTrue(says.contains("names the python_env ../../etc/passwd, which is no file beside it"), says);
    }

    private String sentence(String mlproject, String train) {
        return assertThrows(InputException.class, () -> train(mlproject, train)).getMessage();
    }

    private JsonNode train(String mlproject, String train) throws Exception {
        Files.writeString(folder.resolve("MLproject"), mlproject);
        Files.writeString(folder.resolve("d.csv"), "x\n1\n");
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: t\ndata: {train: {path: d.csv}}\ntrain:\n  mlproject: .\n  " + train + "\n");
        RunFolder run = new RunFolder(folder.resolve("run"));
        Training.run(Project.read(folder, null), run, Progress.SILENT);
        return run.read(RunFolder.TRAINING);
    }
}
