package io.jenkins.plugins.cd4ml.worker.launch;

import java.util.List;

/**
 * A file that the plugin does not carry because of its size: fetched once per node from the repository that an
 * administrator names, and taken only with this digest.
 *
 * @param name       what messages and docs/packs.md call it
 * @param group      Maven group id
 * @param artifact   Maven artifact id
 * @param version    Maven version
 * @param classifier Maven classifier: the platform; empty for none
 * @param sha256     hex digits of the file's SHA-256
 * @param bytes      the file's size; nothing is read beyond it
 */
record Pack(String name, String group, String artifact, String version, String classifier, String sha256, long bytes) {
    /** DJL's PyTorch engine for the built-in trainer. */
    static final Pack TRAINING = new Pack(
            "training",
            "ai.djl.pytorch",
            "pytorch-native-cpu",
            "2.7.1",
            "linux-x86_64",
            "1769928feaaa2389b4aa68390e7787ce1707290258b167d016a200fced4b8c39",
            111597418L);

    /** DJL's XGBoost engine, with XGBoost's native library for all platforms: loads models. */
    static final Pack XGBOOST = new Pack(
            "xgboost",
            "ai.djl.ml.xgboost",
            "xgboost",
            "0.35.0",
            "",
            "f388e57b442f5abe2c0e6cf35d912e84c28d9b69db166303bda37c12fe76c83e",
            15795994L);

    /** What of XGBoost trains, of the same version. */
    static final Pack XGBOOST_TRAINER = new Pack(
            "xgboost",
            "ml.dmlc",
            "xgboost4j_2.12",
            "3.0.4",
            "",
            "bda89cfcd9f2dfd5a15d7b43f4c5ae37b080b9f634a1938dc383278ad1a12e2d",
            15838592L);

    /** Trino's driver: validates its tables. */
    static final Pack TRINO = new Pack(
            "trino",
            "io.trino",
            "trino-jdbc",
            "435",
            "",
            "75fd7373cd5d7d7d1fe272d936d436e4dca024ab3d901382277fcdfc46cad476",
            10281807L);

    private static final Pack KRYO = new Pack(
            "xgboost",
            "com.esotericsoftware",
            "kryo",
            "5.6.2",
            "",
            "4e8b1d2f4977187af8a51a957329722dc1cdc56a7c94fbb5a791e82897629cff",
            373885L);

    private static final Pack LOGGING = new Pack(
            "xgboost",
            "commons-logging",
            "commons-logging",
            "1.3.5",
            "",
            "6d7a744e4027649fbb50895df9497d109f98c766a637062fe8d2eabbb3140ba4",
            73737L);

    /** The files of the pack {@code xgboost} that training and evaluating need: two libraries and what they name. */
    static final List<Pack> XGBOOST_ALL = List.of(XGBOOST, XGBOOST_TRAINER, KRYO, LOGGING);

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

    /** @return {@code group:artifact:version}, with {@code :classifier} where there is one */
    String coordinates() {
        String plain = String.join(":", group, artifact, version);
        return classifier.isEmpty() ? plain : plain + ":" + classifier;
    }

    /** @return the plain file name */
    String file() {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
    }

    /** @return where the file lies in a repository of Maven's layout, with slashes */
    String path() {
        return String.join("/", group.replace('.', '/'), artifact, version, file());
    }
}
