package io.jenkins.plugins.cd4ml.engine;

/**
 * A library of the worker that the plugin does not carry because of its size: fetched once per node from the repository
 * that an administrator names, and taken only with this digest. Who needs it names it: a kind of trainer, a kind of database.
 *
 * @param name       what messages and docs/packs.md call it
 * @param group      Maven group id
 * @param artifact   Maven artifact id
 * @param version    Maven version
 * @param classifier Maven classifier: the platform; empty for none
 * @param sha256     hex digits of the file's SHA-256
 * @param bytes      the file's size; nothing is read beyond it
 */
public record Pack(
        String name, String group, String artifact, String version, String classifier, String sha256, long bytes) {
    /** @return {@code group:artifact:version}, with {@code :classifier} where there is one */
    public String coordinates() {
        String plain = String.join(":", group, artifact, version);
        return classifier.isEmpty() ? plain : plain + ":" + classifier;
    }

    /** @return the plain file name */
    public String file() {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
    }

    /** @return where the file lies in a repository of Maven's layout, with slashes */
    public String path() {
        return String.join("/", group.replace('.', '/'), artifact, version, file());
    }
}
