package io.jenkins.plugins.cd4ml.engine.train.gpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.function.BiConsumer;

/** What one card was used for over a training. */
final class GpuUse {
    private static final double MEGA = 1e6;

    private final String tool;
    private final int card;
    private long samples;
    private double sum;
    private double busiest = Double.NaN;
    private double memory = Double.NaN;
    private double power = Double.NaN;

    GpuUse(String tool, int card) {
        this.tool = tool;
        this.card = card;
    }

    /**
     * @param number of the card among all of the node
     * @param series takes each known value by the name that MLflow's system metrics have
     */
    void add(GpuReading reading, int number, BiConsumer<String, Double> series) {
        if (!Double.isNaN(reading.utilization())) {
            samples++;
            sum += reading.utilization();
        }
        busiest = most(busiest, reading.utilization());
        memory = most(memory, reading.memory());
        power = most(power, reading.power());
        String prefix = "system/gpu_" + number + "_";
        known(prefix + "utilization_percentage", reading.utilization(), series);
        known(prefix + "memory_usage_megabytes", reading.memory() / MEGA, series);
        known(prefix + "memory_usage_percentage", reading.memoryShare(), series);
        known(prefix + "power_usage_watts", reading.power(), series);
    }

    private static void known(String name, double value, BiConsumer<String, Double> series) {
        if (Double.isFinite(value)) {
            series.accept(name, value);
        }
    }

    private static double most(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    /** @return for {@code training.json}; percent, bytes and watts */
    ObjectNode json() {
        ObjectNode json = Json.object().put("tool", tool).put("card", card);
        if (samples > 0) {
            json.put("utilizationMean", sum / samples).put("utilizationMost", busiest);
        }
        if (!Double.isNaN(memory)) {
            json.put("memoryMost", Math.round(memory));
        }
        if (!Double.isNaN(power)) {
            json.put("powerMost", power);
        }
        return json;
    }
}
