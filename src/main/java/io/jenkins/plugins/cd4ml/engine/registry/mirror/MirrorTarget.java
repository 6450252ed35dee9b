package io.jenkins.plugins.cd4ml.engine.registry.mirror;

/**
 * Where a model is mirrored to.
 *
 * @param name of MLflow's registered model
 * @param page address of a version's page up to its number, which is a tag there; null for none
 */
public record MirrorTarget(MlflowApi server, String name, String page) {
    /** Leads nowhere: MLflow gets no files, and takes no address of another server. */
    private static final String SOURCE = "cd4ml://";

    /**
     * @param prefix what the administrator puts before all names; may be empty
     * @param folder full name of the model's folder; empty at the top
     * @return a name that MLflow takes: the folders' names and the model's, joined by dots
     */
    public static String name(String prefix, String folder, String model) {
        String full = prefix + (folder.isEmpty() ? "" : folder + "/") + model;
        return full.replace('/', '.').replaceAll("[^A-Za-z0-9._-]", "-");
    }

    String source(String id, int number) {
        return SOURCE + id + "/" + number;
    }
}
