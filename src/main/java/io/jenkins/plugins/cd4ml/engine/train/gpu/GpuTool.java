package io.jenkins.plugins.cd4ml.engine.train.gpu;

import java.io.IOException;
import java.util.List;

/** A vendor's command line tool that tells how busy its cards are. Stateless. */
interface GpuTool {
    double MIB = 1 << 20;

    /** @return all; of two tools of one vendor the newer one first */
    static List<GpuTool> all() {
        return List.of(new NvidiaSmi(), new AmdSmi(), new RocmSmi(), new XpuSmi());
    }

    /** @return its executable's name */
    String name();

    String vendor();

    /** @return its arguments for one sample of all cards, by release: the first ones that it takes are used */
    List<List<String>> arguments();

    /** @throws IOException when that is not what the tool prints */
    List<GpuReading> read(String output) throws IOException;

    /** @return NaN for what tools say where they know nothing, such as {@code N/A} and {@code [Not Supported]} */
    static double number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            return Double.isFinite(value) && value >= 0 ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
