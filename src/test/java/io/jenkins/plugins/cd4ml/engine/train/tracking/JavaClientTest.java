package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.tracking.MlflowClientException;

/** MLflow's own Java client, org.mlflow:mlflow-client, with the tracking endpoint. */
class JavaClientTest {
    @TempDir
    Path folder;

    @Test
    void aTrainingInJavaIsTrackedAndItsRunStandsForTheTraining() {
        RunFolder run = new RunFolder(folder);
        try (TrainingLog log = new TrainingLog(run, NameRules.id(), Progress.SILENT);
                TrackingServer server = new TrackingServer(run, "train", log)) {
            Map<String, String> given = new JavaConversation(server.url(), server.token()).talk();
            assertEquals("renamed", given.get("renameExperiment"));
            assertTrue(given.get("nested run").contains("mlflow.parentRunId=PARENT"), given.get("nested run"));
            assertTrue(given.get("getMetricHistory").startsWith("[0: 1.0, 1: 0.5"), given.get("getMetricHistory"));
            assertEquals("1000", given.get("long history"));
            assertEquals("[PARENT]", given.get("deleteRun"));
            assertTrue(given.get("logParam again").contains("INVALID_PARAMETER_VALUE"), given.get("logParam again"));
            assertTrue(given.get("getRun of nothing").contains("RESOURCE_DOES_NOT_EXIST"), given.toString());
            assertTrue(given.get("logBatch of too many").contains("Got 1001 metrics, params, and tags"), given + "");
            assertEquals("READY", given.get("getModelVersion"));
            assertEquals("[PARENT]", given.get("searchRuns"));
            TrackingResult tracked = server.tracked(CountedRun.BY_DEFAULT);
            assertEquals(Map.of("rate", "0.1", "depth", "3", "batch", "64"), tracked.params());
            assertEquals(0.9, tracked.metrics().get("auc"));
            assertEquals(999, tracked.metrics().get("many"));
        }
    }

    @Test
    void aClientWithoutTheTokenIsRefused() {
        RunFolder run = new RunFolder(folder);
        try (TrainingLog log = new TrainingLog(run, NameRules.id(), Progress.SILENT);
                TrackingServer server = new TrackingServer(run, "train", log)) {
            JavaConversation stranger = new JavaConversation(server.url(), "0123");
            MlflowClientException e = assertThrows(MlflowClientException.class, stranger::talk);
            assertTrue(e.getMessage().contains("401"), e.getMessage());
        }
    }
}
