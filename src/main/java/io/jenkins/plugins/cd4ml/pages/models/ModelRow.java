package io.jenkins.plugins.cd4ml.pages.models;

import hudson.Util;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.pages.models.VisibleModels.Key;
import java.util.List;
import java.util.Locale;

/**
 * A model's line.
 *
 * @param folder   that it belongs to; empty at the top
 * @param versions how many may be seen
 * @param newest   of them
 * @param serving  what each environment serves now
 * @param requests how many requests wait for an approval
 */
public record ModelRow(
        String folder, String name, int versions, ModelVersion newest, List<Served> serving, long requests) {
    /** @return null where the reader may see no version of it */
    static ModelRow of(VisibleModels visible, Key model) {
        List<ModelVersion> versions = visible.versions(model);
        return versions.isEmpty()
                ? null
                : new ModelRow(
                        model.folder(),
                        model.name(),
                        versions.size(),
                        versions.get(0),
                        serving(visible, model, versions),
                        OpenRequests.visible().stream()
                                .filter(r -> model.name().equals(r.model))
                                .filter(r -> r.runId.startsWith(model.folder().isEmpty() ? "" : model.folder() + "/"))
                                .count());
    }

    /** @return what each environment serves now, of the versions that may be seen */
    static List<Served> serving(VisibleModels visible, Key model, List<ModelVersion> versions) {
        return visible.registry(model.folder()).served(model.name()).stream()
                .filter(s -> s.until() == null)
                .filter(s -> versions.stream().anyMatch(v -> v.number() == s.version()))
                .toList();
    }

    boolean matches(String wanted) {
        return (folder + "/" + name).toLowerCase(Locale.ROOT).contains(wanted)
                || newest.status().tags().toString().toLowerCase(Locale.ROOT).contains(wanted)
                || serving.stream()
                        .anyMatch(s -> s.environment().toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** @return the query of its page, and the beginning of those of its versions */
    public String getAddress() {
        return address(folder, name);
    }

    static String address(String folder, String name) {
        return "folder=" + Util.rawEncode(folder) + "&name=" + Util.rawEncode(name);
    }

    /** @return address of the job that made the newest version, below Jenkins' root; that of the models where it is gone */
    public String getJob() {
        String job = VisibleModels.job(newest);
        return job == null ? "cd4ml-models" : "job/" + job.replace("/", "/job/");
    }

    public String css() {
        return ModelView.css(newest);
    }

    public String said() {
        return ModelView.said(newest);
    }
}
