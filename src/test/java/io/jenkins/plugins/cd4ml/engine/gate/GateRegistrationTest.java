package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateRegistrationTest {
    @TempDir
    Path folder;

    private static JsonNode gates(String json) throws Exception {
        return Json.MAPPER.readTree(json);
    }

    @Test
    void sameGatesWrittenOtherwiseAreTheSame() throws Exception {
        assertEquals(
                GateRegistration.digest(gates("[{\"metric\": \"auc\", \"min\": 0.8}]")),
                GateRegistration.digest(gates("[ {\"min\":0.80,\"metric\":\"auc\"} ]")));
    }

    @Test
    void dataValidatedByAnotherContractThanTheRegisteredOneAreNamed() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("2"));
        JsonNode gates = gates("[]");
        Lineage lineage = new Lineage();
        assertEquals(List.of(), GateRegistration.changes(run, gates, lineage));
        GateRegistration.register(run, gates, Map.of("train", "sha256:a", "holdout", "sha256:b"));
        lineage.put(new Lineage.Entity("contract:train", "contract", "c.yaml", "sha256:a", Map.of()));
        assertEquals(List.of(), GateRegistration.changes(run, gates, lineage));
        lineage.put(new Lineage.Entity("contract:train", "contract", "c.yaml", "sha256:loose", Map.of()));
        List<String> changes = GateRegistration.changes(run, gates, lineage);
        assertEquals(1, changes.size());
        assertTrue(
                changes.get(0).startsWith("The data of train were validated by another contract (sha256:loose)"),
                changes.get(0));
    }

    @Test
    void gatesLoosenedAfterTheScoringAreNamed() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("1"));
        JsonNode strict = gates("[{\"metric\": \"auc\", \"min\": 0.8}]");
        JsonNode loose = gates("[{\"metric\": \"auc\", \"min\": 0.7}]");
        assertNull(GateRegistration.changed(run, loose)); // a run of before
        GateRegistration.register(run, strict, Map.of("train", "sha256:a"));
        assertNull(GateRegistration.changed(run, strict));
        String changed = GateRegistration.changed(run, loose);
        assertTrue(
                changed.startsWith("The gates were changed after the holdout was scored: registered "
                        + GateRegistration.digest(strict)),
                changed);
        GateRegistration.register(run, loose, Map.of()); // scoring again under looser ones does not hide it
        String before = GateRegistration.changed(run, loose);
        assertTrue(before.startsWith("The holdout was scored before under other gates"), before);
        assertEquals(2, run.read(RunFolder.REGISTERED).path("registrations").size());
    }
}
