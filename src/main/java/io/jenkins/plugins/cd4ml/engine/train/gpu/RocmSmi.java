package io.jenkins.plugins.cd4ml.engine.train.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** AMD's older tool; warnings may stand before its JSON. Memory in bytes. */
final class RocmSmi implements GpuTool {
    @Override
    public String name() {
        return "rocm-smi";
    }

    @Override
    public String vendor() {
        return "AMD";
    }

    @Override
    public List<List<String>> arguments() {
        return List.of(List.of("--showuse", "--showmeminfo", "vram", "--showpower", "--json"));
    }

    @Override
    public List<GpuReading> read(String output) throws IOException {
        int start = output.indexOf('{');
        if (start < 0) {
            throw new IOException(output.lines().findFirst().orElse("nothing"));
        }
        List<GpuReading> readings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> card :
                Json.MAPPER.readTree(output.substring(start)).properties()) {
            if (card.getKey().matches("card[0-9]{1,4}")) {
                JsonNode values = card.getValue();
                double used = number(values, "VRAM Total Used Memory (B)");
                readings.add(new GpuReading(
                        Integer.parseInt(card.getKey().substring("card".length())),
                        number(values, "GPU use (%)"),
                        used,
                        100 * used / number(values, "VRAM Total Memory (B)"),
                        power(values)));
            }
        }
        return readings;
    }

    /** Cards tell the average, or the current power. */
    private static double power(JsonNode card) {
        for (Map.Entry<String, JsonNode> value : card.properties()) {
            if (value.getKey().contains("Graphics Package Power (W)")) {
                return GpuTool.number(value.getValue().asText());
            }
        }
        return Double.NaN;
    }

    private static double number(JsonNode card, String key) {
        return GpuTool.number(card.path(key).asText());
    }
}
