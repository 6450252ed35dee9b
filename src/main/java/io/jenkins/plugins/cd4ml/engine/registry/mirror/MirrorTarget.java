package io.jenkins.plugins.cd4ml.engine.registry.mirror;

/**
 * Where a model is mirrored to.
 *
 * @param name of MLflow's registered model
 * @param page address of a version's page up to its number, which MLflow shows as the version's source; null for none
 */
public record MirrorTarget(MlflowApi server, String name, String page) {
    /** Such a source leads nowhere: MLflow gets no files. */
    private static final String NO_PAGE = "cd4ml://";

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
        return page == null ? NO_PAGE + id + "/" + number : page + number;
    }
}
