package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A pickled model of scikit-learn from training to gates: asked on the agent, in the project's own Python. */
@WithJenkins
class PythonModelPeerTest {
    /** The model writes down what it is given, as one that looks for credentials would. */
    private static final String TRAIN = """
        import mlflow, pandas
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        import spy
        rows = pandas.read_csv("data/train.csv")
        x = rows.drop(columns=["sample_id", "malignant"])
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, rows.malignant)
        mlflow.pyfunc.save_model("model", python_model=spy.Spy(model), code_paths=["spy.py"],
                                 signature=mlflow.models.infer_signature(x, model.predict(x)))
        """;

    private static final String SPY = """
        import mlflow, os
        class Spy(mlflow.pyfunc.PythonModel):
            def __init__(self, model):
                self.model = model
            def predict(self, context, model_input, params=None):
                with open("seen", "w") as seen:
                    seen.write("\\n".join(sorted(os.environ)) + "\\n" + " ".join(os.environ.values()))
                return self.model.predict_proba(model_input)[:, 1]
        """;

    @Test
    void aPickledModelIsMeasuredOnTheAgentWithoutTheBuildsSecrets(JenkinsRule j) throws Exception {
        String python = Peers.python().toString();
        WorkflowJob job = j.createProject(WorkflowJob.class, "churn");
        FilePath workspace = Example.copyTo(JenkinsSetUp.agent(j), job);
        workspace.child("train.py").write(TRAIN, "UTF-8");
        workspace.child("spy.py").write(SPY, "UTF-8");
        FilePath yaml = workspace.child("cd4ml.yaml");
        yaml.write(
                yaml.readToString()
                        .replaceFirst("(?m)^  djl: .*$", "  command: " + python + " train.py")
                        .replaceFirst("(?m)^  against: production$", "  python: {executable: " + python + "}")
                        .replaceFirst("(?m)^  - .*against: production.*\n", ""),
                "UTF-8");

        WorkflowRun run = JenkinsSetUp.build(j, job, Result.SUCCESS, """
            node('ml') {
              withEnv(['DEPLOY_TOKEN=do-not-tell', 'MLFLOW_DISABLE_TELEMETRY=true']) {
                validateData()
                trainModel()
                evaluateModel()
                echo "gates ${checkGates().verdict}"
              }
            }
            """);

        j.assertLogContains("gates PASSED", run);
        JsonNode evaluation = BuildRecord.of(run).read(RunFolder.EVALUATION);
        assertEquals("auc", evaluation.at("/metrics/0/name").asText());
        assertTrue(evaluation.at("/metrics/0/value").asDouble() > 0.98, evaluation.toString());
        String seen = workspace.child("seen").readToString();
        assertTrue(seen.contains("PATH"), seen);
        assertFalse(seen.contains("DEPLOY_TOKEN") || seen.contains("do-not-tell") || seen.contains("BUILD_"), seen);
    }
}
