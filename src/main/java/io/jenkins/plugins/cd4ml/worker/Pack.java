package io.jenkins.plugins.cd4ml.worker;

/**
 * A file that the plugin does not carry because of its size: fetched once per node from the repository that an
 * administrator names, and taken only with this digest.
 *
 * @param name       what messages and docs/packs.md call it
 * @param group      Maven group id
 * @param artifact   Maven artifact id
 * @param version    Maven version
 * @param classifier Maven classifier: the platform
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

    /** @return {@code group:artifact:version:classifier} */
    String coordinates() {
        return String.join(":", group, artifact, version, classifier);
    }

    /** @return the plain file name */
    String file() {
        return artifact + "-" + version + "-" + classifier + ".jar";
    }

    /** @return where the file lies in a repository of Maven's layout, with slashes */
    String path() {
        return String.join("/", group.replace('.', '/'), artifact, version, file());
    }
}
