package io.jenkins.plugins.cd4ml.engine.train.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Intel's tool; columns are found by their names, memory is in MiB. */
final class XpuSmi implements GpuTool {
    private static final String METRICS = "0,1,5,18";

    @Override
    public String name() {
        return "xpu-smi";
    }

    @Override
    public String vendor() {
        return "Intel";
    }

    @Override
    public List<List<String>> arguments() {
        return List.of(
                List.of("dump", "-d", "-1", "-m", METRICS, "-n", "1"),
                List.of("dump", "--device", "-1", "--metrics", METRICS, "--number", "1"));
    }

    @Override
    public List<GpuReading> read(String output) throws IOException {
        List<String> head = null;
        List<GpuReading> readings = new ArrayList<>();
        for (String line : output.strip().split("\n")) {
            List<String> fields = List.of(line.strip().split("\\s*,\\s*"));
            if (head == null && fields.contains("DeviceId")) {
                head = fields;
            } else if (head != null) {
                double card = number(head, fields, "DeviceId");
                if (!Double.isNaN(card)) {
                    readings.add(new GpuReading(
                            (int) card,
                            number(head, fields, "GPU Utilization (%)"),
                            number(head, fields, "GPU Memory Used (MiB)") * MIB,
                            number(head, fields, "GPU Memory Utilization (%)"),
                            number(head, fields, "GPU Power (W)")));
                }
            }
        }
        if (head == null) {
            throw new IOException(output.lines().findFirst().orElse("nothing"));
        }
        return readings;
    }

    private static double number(List<String> head, List<String> fields, String name) {
        int at = head.indexOf(name);
        return at < 0 || at >= fields.size() ? Double.NaN : GpuTool.number(fields.get(at));
    }
}
