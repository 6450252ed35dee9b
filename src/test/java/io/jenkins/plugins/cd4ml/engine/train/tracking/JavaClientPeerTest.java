package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client's calls give the same with this endpoint and with {@code mlflow server}. */
class JavaClientPeerTest {
    @TempDir
    Path folder;

    @BeforeEach
    void peers() {
        Peers.python();
    }

    @Test
    @Tag("slow")
    void everyCallOfTheJavaClientGivesWhatItGivesWithMlflowsServer() throws Exception {
        Map<String, String> expected;
        try (MlflowServer mlflow = MlflowServer.start(folder)) {
            expected = new JavaConversation(mlflow.url(), "").talk();
        }
        RunFolder run = new RunFolder(folder.resolve("run"));
        try (TrainingLog log = new TrainingLog(run, NameRules.id(), Progress.SILENT);
                TrackingServer server = new TrackingServer(run, "train", log)) {
            Map<String, String> ours = new JavaConversation(server.url(), server.token()).talk();
            expected.forEach((call, answer) -> assertEquals(answer, ours.get(call), call));
            assertEquals(expected.size(), ours.size());
        }
    }
}
