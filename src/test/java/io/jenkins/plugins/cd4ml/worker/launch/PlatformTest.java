package io.jenkins.plugins.cd4ml.worker.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.AbortException;
import io.jenkins.plugins.cd4ml.engine.Pack;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {
    private static List<String> natives(String os, String architecture) throws AbortException {
        return Platform.named(os, architecture).natives().stream()
                .map(Pack::coordinates)
                .toList();
    }

    @Test
    void onlyOtherPlatformsNeedThePack() throws Exception {
        String onnx = "com.microsoft.onnxruntime:onnxruntime:1.21.1";
        assertEquals(List.of(), natives("Linux", "amd64"));
        assertEquals(List.of("org.duckdb:duckdb_jdbc:1.5.5.1:linux_arm64", onnx), natives("Linux", "aarch64"));
        assertEquals(List.of("org.duckdb:duckdb_jdbc:1.5.5.1:macos_universal", onnx), natives("Mac OS X", "aarch64"));
        assertEquals(
                List.of("org.duckdb:duckdb_jdbc:1.5.5.1:windows_amd64", onnx), natives("Windows Server 2022", "amd64"));
    }

    @Test
    void aPlatformWithoutLibrariesIsOneSentence() {
        AbortException e = assertThrows(AbortException.class, () -> natives("AIX", "ppc64"));
        assertEquals(
                "This step runs on Linux (x86-64, arm64), macOS and Windows (x86-64), and this node is aix on ppc64;"
                        + " run it on another one.",
                e.getMessage());
    }
}
