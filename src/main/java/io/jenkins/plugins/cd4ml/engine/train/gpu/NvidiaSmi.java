package io.jenkins.plugins.cd4ml.engine.train.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** NVIDIA's tool; memory in MiB. */
final class NvidiaSmi implements GpuTool {
    private static final int FIELDS = 5;

    @Override
    public String name() {
        return "nvidia-smi";
    }

    @Override
    public String vendor() {
        return "NVIDIA";
    }

    @Override
    public List<List<String>> arguments() {
        return List.of(List.of(
                "--query-gpu=index,utilization.gpu,memory.used,memory.total,power.draw",
                "--format=csv,noheader,nounits"));
    }

    @Override
    public List<GpuReading> read(String output) throws IOException {
        List<GpuReading> readings = new ArrayList<>();
        for (String line : output.strip().split("\n")) {
            String[] f = line.split(",");
            if (f.length != FIELDS || !f[0].strip().matches("[0-9]{1,4}")) {
                throw new IOException(line);
            }
            double used = GpuTool.number(f[2]);
            double share = 100 * used / GpuTool.number(f[3]);
            readings.add(new GpuReading(
                    Integer.parseInt(f[0].strip()), GpuTool.number(f[1]), used * MIB, share, GpuTool.number(f[4])));
        }
        return readings;
    }
}
