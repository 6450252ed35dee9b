package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are no plain model.onnx: predicting commands and MLflow folders. */
class ModelKindsTest {
    private static final String CHURN = "target: churned\nmetrics: [auc, accuracy]\n";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        assumeFalse(
                System.getProperty("os.name").startsWith("Windows"), "the commands of this test are for a POSIX shell");
        project = new ModelProject(folder);
        Files.writeString(folder.resolve("model/coefficients"), "0.01");
    }

    private String refused(String command) {
        project.evaluate(CHURN + "command: " + command);
        return assertThrows(InputException.class, () -> project.run(null))
                .getMessage()
                .replace(folder.toString(), "DIR");
    }

    @Test
    void commandPredictsIntoAFile() throws Exception {
        String awk =
                "\"awk -F, 'NR==1 {print \\\"key,p_no,p_yes\\\"} NR>1 {p=$2/100; print $1 \\\",\\\" 1-p \\\",\\\" p}'"
                        + " $CD4ML_DATA > $CD4ML_OUTPUT; test -f $CD4ML_MODEL/coefficients\"";
        project.evaluate(CHURN + "command: " + awk).gates("[{metric: auc, against: production, minChange: 0}]");
        Files.createDirectories(folder.resolve("old"));
        Files.writeString(folder.resolve("old/coefficients"), "0.02");
        project.run(new Champion("production", 2, "sha256:00", folder.resolve("old")));
        assertTrue(project.metric("auc", null).get("value").asDouble() > 0.6);
        assertEquals("rescored", project.evaluation().at("/champion/how").asText());
        assertTrue(
                project.run.read("evaluate/latency.json").path("metrics").isEmpty(),
                "a command's start says nothing of the model");
    }

    /** The file says {@code score}, the probability of the positive class, wherever the model has that class. */
    @Test
    void scoreIsThatOfThePositiveClassWhicheverTheModelNamesFirst() throws Exception {
        String awk = "\"awk -F, 'NR==1 {print \\\"key,score\\\"} NR>1 {print $1 \\\",\\\" (100-$2)/100}'"
                + " $CD4ML_DATA > $CD4ML_OUTPUT\"";
        Files.writeString(folder.resolve("model/signature.json"), "{\"classes\": [\"no\", \"yes\"]}");
        project.evaluate(CHURN + "positive: 'no'\ncommand: " + awk).run(null);
        assertTrue(project.metric("auc", null).get("value").asDouble() > 0.6, "the young stay");
        Files.delete(folder.resolve("model/signature.json"));
        project.run(null);
        assertTrue(project.metric("auc", null).get("value").asDouble() > 0.6);
    }

    @Test
    void commandsMistakesAreTold() {
        assertEquals("evaluate.command 'exit 3' ended with exit code 3.", refused("exit 3"));
        assertEquals("evaluate.command 'true' wrote no file to CD4ML_OUTPUT.", refused("'true'"));
        assertEquals(
                "DIR/run/evaluate/command.csv must have a column 'key' or 'row', and 'score' or a column 'p_<class>'"
                        + " for each class; it has a, b.",
                refused("'echo a,b > $CD4ML_OUTPUT'"));
        assertEquals(
                "DIR/run/evaluate/command.csv has no answer for row 1001; every row needs one. The rows are named by"
                        + " their key, in the file the first is '1000'.",
                refused("'printf \"key,p_no,p_yes\\n1000,0.5,0.5\\n\" > $CD4ML_OUTPUT'"));
        assertEquals(
                "DIR/run/evaluate/command.csv row 2, key: '1000' is there twice.",
                refused("'printf \"key,score\\n1000,1\\n1000,1\\n\" > $CD4ML_OUTPUT'"));
    }

    @Test
    void mlflowFolderResolvesToItsOnnxFile() throws Exception {
        ModelProject.resource("zipmap.onnx", folder.resolve("model/data/m.onnx"));
        Files.writeString(
                folder.resolve("model/MLmodel"),
                "flavors:\n"
                        + "  onnx: {data: data/m.onnx}\n"
                        + "  python_function: {}\n"
                        + "signature:\n"
                        + "  inputs: '[{\"name\": \"age\", \"type\": \"float\"}, {\"name\": \"income\", \"type\":"
                        + " \"float\"}]'\n");
        project.evaluate(CHURN).run(null);
        assertTrue(project.metric("auc", null).get("value").asDouble() > 0.8);
    }

    @Test
    void mlflowFolderOfOtherFlavorsNamesThem() throws Exception {
        Files.writeString(folder.resolve("model/MLmodel"), "flavors:\n  spark: {}\n  mleap: {}\n");
        project.evaluate(CHURN);
        assertEquals(
                "DIR/model/MLmodel has the flavors spark, mleap; onnx, TorchScript, xgboost, sklearn, lightgbm,"
                        + " python_function are scored, for others give evaluate.command.",
                assertThrows(InputException.class, () -> project.run(null))
                        .getMessage()
                        .replace(folder.toString(), "DIR"));
        Files.writeString(folder.resolve("model/MLmodel"), "flavors:\n  onnx: {data: ../../etc/passwd}\n");
        assertTrue(assertThrows(InputException.class, () -> project.run(null))
                .getMessage()
                .endsWith("'../../etc/passwd' leads outside the model's folder."));
    }
}
