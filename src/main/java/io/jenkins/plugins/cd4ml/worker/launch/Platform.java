package io.jenkins.plugins.cd4ml.worker.launch;

import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.cd4ml.engine.Pack;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import jenkins.security.MasterToSlaveCallable;

/**
 * What a node runs, by the names of Java's {@code os.name} and {@code os.arch}. The plugin carries native libraries for
 * one platform; for others they are the pack {@code natives}.
 */
record Platform(String os, String architecture) {
    static final Platform CARRIED = new Platform("linux", "amd64");

    private static final List<String> INTEL = List.of("amd64", "x86_64", "x86-64");
    private static final List<String> ARM = List.of("aarch64", "arm64");

    /** @param os, architecture as Java calls them there */
    static Platform named(String os, String architecture) {
        String name = os.toLowerCase(Locale.ROOT);
        String arch = architecture.toLowerCase(Locale.ROOT);
        return new Platform(
                name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : name,
                INTEL.contains(arch) ? "amd64" : ARM.contains(arch) ? "arm64" : arch);
    }

    static Platform of(FilePath files) throws IOException, InterruptedException {
        String[] names = files.act(new Names());
        return named(names[0], names[1]);
    }

    boolean carried() {
        return equals(CARRIED);
    }

    /**
     * @return the pack with DuckDB's and ONNX Runtime's libraries; empty where the plugin carries them
     * @throws AbortException when there are none for this platform
     */
    List<Pack> natives() throws AbortException {
        if (carried()) {
            return List.of();
        }
        Pack duckdb =
                switch (os + "-" + architecture) {
                    case "linux-arm64" -> NativePacks.DUCKDB_LINUX_ARM;
                    case "macos-amd64", "macos-arm64" -> NativePacks.DUCKDB_MACOS;
                    case "windows-amd64" -> NativePacks.DUCKDB_WINDOWS;
                    default ->
                        throw new AbortException(
                                "This step runs on Linux (x86-64, arm64), macOS and Windows (x86-64), and"
                                        + " this node is " + os + " on " + architecture + "; run it on another one.");
                };
        return List.of(duckdb, NativePacks.ONNX_RUNTIME);
    }

    private static final class Names extends MasterToSlaveCallable<String[], RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public String[] call() {
            return new String[] {System.getProperty("os.name"), System.getProperty("os.arch")};
        }
    }
}
