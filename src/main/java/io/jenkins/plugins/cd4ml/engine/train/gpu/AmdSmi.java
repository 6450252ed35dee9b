package io.jenkins.plugins.cd4ml.engine.train.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** AMD's tool since ROCm 6; a list of cards, since ROCm 7 below {@code gpu_data}. Its MB are of 2^20 bytes. */
final class AmdSmi implements GpuTool {
    @Override
    public String name() {
        return "amd-smi";
    }

    @Override
    public String vendor() {
        return "AMD";
    }

    @Override
    public List<List<String>> arguments() {
        return List.of(List.of("metric", "--usage", "--mem-usage", "--power", "--json"));
    }

    @Override
    public List<GpuReading> read(String output) throws IOException {
        JsonNode root = Json.MAPPER.readTree(output);
        JsonNode cards = root.isArray() ? root : root.path("gpu_data");
        if (!cards.isArray()) {
            throw new IOException(output.lines().findFirst().orElse("nothing"));
        }
        List<GpuReading> readings = new ArrayList<>();
        for (JsonNode card : cards) {
            double used = value(card.at("/mem_usage/used_vram"));
            readings.add(new GpuReading(
                    card.path("gpu").asInt(readings.size()),
                    value(card.at("/usage/gfx_activity")),
                    used * MIB,
                    100 * used / value(card.at("/mem_usage/total_vram")),
                    value(card.at("/power/socket_power"))));
        }
        return readings;
    }

    /** @param value {@code {"value": 3, "unit": "%"}}, a number, or a word such as N/A */
    private static double value(JsonNode value) {
        return GpuTool.number(value.isObject() ? value.path("value").asText() : value.asText());
    }
}
