package io.jenkins.plugins.cd4ml.engine.train.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With stand-ins for the tools that print what the vendors' documents show; the machine that tests has no such card. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-ins are the shell's")
class GpuSamplerTest {
    private static final String NVIDIA = "case \"$*\" in *utilization.gpu,memory.used,memory.total,power.draw*) ;;"
            + " *) exit 6;; esac\nprintf '0, 37, 1024, 40960, 65.43\\n1, [N/A], 10240, 40960, [Not Supported]\\n'\n";
    private static final String AMD = "cat <<'JSON'\n"
            + "{\"gpu_data\": [{\"gpu\": 0, \"usage\": {\"gfx_activity\": {\"value\": 47, \"unit\": \"%\"},"
            + " \"umc_activity\": \"N/A\"}, \"power\": {\"socket_power\": {\"value\": 22, \"unit\": \"W\"}},"
            + " \"mem_usage\": {\"total_vram\": {\"value\": 20464, \"unit\": \"MB\"}, \"used_vram\": {\"value\":"
            + " 26, \"unit\": \"MB\"}}}]}\n"
            + "JSON\n";
    /** A list of cards, as ROCm 6 wrote it on a Radeon Pro W7700. */
    private static final String AMD_6 = "cat <<'JSON'\n"
            + "[{\"gpu\": 0, \"usage\": {\"gfx_activity\": {\"value\": 42, \"unit\": \"%\"}, \"umc_activity\": {\"value\": 1,"
            + " \"unit\": \"%\"}, \"vcn_activity\": [{\"value\": 0, \"unit\": \"%\"}, \"N/A\"], \"jpeg_activity\": [\"N/A\"]},"
            + " \"power\": {\"socket_power\": {\"value\": 22, \"unit\": \"W\"}, \"gfx_voltage\": \"N/A\"}, \"mem_usage\":"
            + " {\"total_vram\": {\"value\": 16368, \"unit\": \"MB\"}, \"used_vram\": {\"value\": 4092, \"unit\": \"MB\"}}}]\n"
            + "JSON\n";

    private static final String ROCM = "echo 'WARNING: AMD GPU device(s) is/are in a low-power state.'\ncat <<'JSON'\n"
            + "{\"card0\": {\"Current Socket Graphics Package Power (W)\": \"9.215\", \"GPU use (%)\": \"12\","
            + " \"VRAM Total Memory (B)\": \"536870912\", \"VRAM Total Used Memory (B)\": \"268435456\"},"
            + " \"system\": {\"Driver version\": \"6.7\"}}\nJSON\n";
    private static final String INTEL = "[ \"$4\" = -m ] || { echo 'unknown option -m' >&2; exit 106; }\n"
            + "cat <<'CSV'\n"
            + "Timestamp, DeviceId, GPU Utilization (%), GPU Power (W), GPU Memory Utilization (%), GPU Memory Used"
            + " (MiB)\n"
            + "06:14:46.000,    0, 88.20, 42.10, 51.00, 8160.00\n"
            + "06:14:46.000,    1,  N/A, 280.50,  N/A,  N/A\n"
            + "CSV\n";

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    private void tool(String name, String script) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), "nothing came");
            Thread.sleep(20);
        }
    }

    /** @return what a training's record has of the cards, after that many points of a series */
    private JsonNode sampled(String series, int points) throws InterruptedException {
        ObjectNode details = Json.object();
        try (TrainingLog log = new TrainingLog(new RunFolder(folder.resolve("run")), "main", said::add);
                GpuSampler sampler = new GpuSampler(log, List.of(folder.resolve("bin")), 20)) {
            await(() -> log.points().history("system", series).size() >= points);
            sampler.write(details);
            log.end("finished");
            assertTrue(log.metrics().isEmpty(), "use of a card is no metric of the training");
            JsonNode live = Json.read(folder.resolve("run/" + RunFolder.LIVE));
            assertNotNull(live.at("/metrics").get(series), live.toString());
        }
        return details.get("gpuUse");
    }

    @Test
    void nvidia() throws Exception {
        tool("nvidia-smi", NVIDIA);
        JsonNode use = sampled("system/gpu_1_memory_usage_megabytes", 2);
        assertEquals(37, use.at("/0/utilizationMean").asDouble());
        assertEquals(1024L << 20, use.at("/0/memoryMost").asLong());
        assertEquals(65.43, use.at("/0/powerMost").asDouble());
        assertEquals(10240L << 20, use.at("/1/memoryMost").asLong());
        assertFalse(use.get(1).has("utilizationMean"), "MIG says N/A");
        assertFalse(use.get(1).has("powerMost"));
    }

    @Test
    void amdsNewerToolStandsForTheOlder() throws Exception {
        tool("amd-smi", AMD);
        tool("rocm-smi", ROCM);
        JsonNode use = sampled("system/gpu_0_power_usage_watts", 2);
        assertEquals(1, use.size());
        assertEquals("amd-smi", use.at("/0/tool").asText());
        assertEquals(47, use.at("/0/utilizationMost").asDouble());
        assertEquals(26L << 20, use.at("/0/memoryMost").asLong());
    }

    @Test
    void amdsNewerToolOfRocm6WritesAListOfCards() throws Exception {
        tool("amd-smi", AMD_6);
        JsonNode use = sampled("system/gpu_0_memory_usage_percentage", 1);
        assertEquals(1, use.size());
        assertEquals(42, use.at("/0/utilizationMost").asDouble());
        assertEquals(4092L << 20, use.at("/0/memoryMost").asLong());
        assertEquals(22, use.at("/0/powerMost").asDouble());
    }

    @Test
    void amdsOlderToolStandsInWhereTheNewerMayNotSee() throws Exception {
        tool("amd-smi", "echo 'RuntimeError: User is missing the following required groups: render, video'; exit 1\n");
        tool("rocm-smi", ROCM);
        JsonNode use = sampled("system/gpu_0_memory_usage_percentage", 1);
        assertEquals("rocm-smi", use.at("/0/tool").asText());
        assertEquals(12, use.at("/0/utilizationMean").asDouble());
        assertEquals(9.215, use.at("/0/powerMost").asDouble());
        assertTrue(
                said.get(0).startsWith("amd-smi does not tell how busy its cards are: RuntimeError: User is"),
                said + "");
    }

    @Test
    void intelOfBothReleases() throws Exception {
        tool("xpu-smi", INTEL);
        JsonNode use = sampled("system/gpu_1_power_usage_watts", 1);
        assertEquals(88.2, use.at("/0/utilizationMost").asDouble());
        assertEquals(8160L << 20, use.at("/0/memoryMost").asLong());
        assertEquals(280.5, use.at("/1/powerMost").asDouble());
        tool("xpu-smi", INTEL.replace("[ \"$4\" = -m ]", "[ \"$4\" = --metrics ]"));
        assertEquals(2, sampled("system/gpu_0_utilization_percentage", 1).size());
    }

    @Test
    void cardsOfSeveralVendorsHaveNumbersOfTheirOwn() throws Exception {
        tool("nvidia-smi", NVIDIA);
        tool("xpu-smi", INTEL);
        JsonNode use = sampled("system/gpu_2_utilization_percentage", 1);
        assertEquals(4, use.size());
        assertEquals("xpu-smi", use.at("/2/tool").asText());
        assertEquals(0, use.at("/2/card").asInt());
    }

    @Test
    void aToolThatFailsIsToldOnceAndLeftAlone() throws Exception {
        tool(
                "nvidia-smi",
                "echo x >> " + folder.resolve("calls")
                        + "\necho \"NVIDIA-SMI has failed because it couldn't communicate"
                        + " with the NVIDIA driver.\"; exit 9\n");
        tool("xpu-smi", INTEL);
        sampled("system/gpu_0_utilization_percentage", 5);
        assertEquals("x\n", Files.readString(folder.resolve("calls")));
        assertEquals(1, said.size(), said.toString());
    }

    @Test
    void whatIsNotItsOutputIsNoReading() throws Exception {
        tool("nvidia-smi", "yes '<script>\u001b[2J' | head -c 3000000\n");
        tool("rocm-smi", "echo '{\"card0\": {\"GPU use (%)\": \"Infinity\", \"VRAM Total Memory (B)\": \"0\"}}'\n");
        tool("xpu-smi", INTEL);
        JsonNode use = sampled("system/gpu_1_utilization_percentage", 1);
        assertEquals("rocm-smi", use.at("/0/tool").asText());
        assertEquals(2, use.get(0).size(), "nothing is known of it: " + use);
        assertTrue(said.get(0).length() < 300 && said.get(0).matches("\\P{Cntrl}*"), said.get(0));
    }

    @Test
    void aNodeWithoutToolsHasNoCards() {
        ObjectNode details = Json.object();
        try (TrainingLog log = new TrainingLog(new RunFolder(folder.resolve("run")), "main", said::add);
                GpuSampler sampler = new GpuSampler(log, List.of(folder.resolve("bin"), Path.of("/nowhere")), 20)) {
            sampler.write(details);
        }
        assertFalse(details.has("gpuUse"));
    }
}
