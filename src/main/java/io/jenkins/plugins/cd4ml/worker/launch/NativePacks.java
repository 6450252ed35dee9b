package io.jenkins.plugins.cd4ml.worker.launch;

import io.jenkins.plugins.cd4ml.engine.Pack;

/** The native libraries of platforms that the plugin carries none for. */
final class NativePacks {
    /** DuckDB for Linux on arm64; its jar holds the native library. */
    static final Pack DUCKDB_LINUX_ARM = new Pack(
            "natives",
            "org.duckdb",
            "duckdb_jdbc",
            "1.5.5.1",
            "linux_arm64",
            "c574ab0f92fcd1855660a2cea4258a8e2c8e6b14d08a8a271c00d0cf6395db44",
            18988389L);

    /** DuckDB for macOS. */
    static final Pack DUCKDB_MACOS = new Pack(
            "natives",
            "org.duckdb",
            "duckdb_jdbc",
            "1.5.5.1",
            "macos_universal",
            "ca33e1d4a6fd9c108a254ab9d79a52d2ebdf84878917a0a25a0e15b3a0d9651c",
            33680051L);

    /** DuckDB for Windows. */
    static final Pack DUCKDB_WINDOWS = new Pack(
            "natives",
            "org.duckdb",
            "duckdb_jdbc",
            "1.5.5.1",
            "windows_amd64",
            "b4ac7b15a6d324b2310b6be71c4ca2c3572162f081f3ae2abea090dede386816",
            12406432L);

    /** ONNX Runtime for all its platforms. */
    static final Pack ONNX_RUNTIME = new Pack(
            "natives",
            "com.microsoft.onnxruntime",
            "onnxruntime",
            "1.21.1",
            "",
            "d0404a7c1fcfa2b9adb83d1aa5a729d284fc526fc7a2c8d09c3ca668a8b5ac82",
            136888228L);

    private NativePacks() {}
}
