package io.jenkins.plugins.cd4ml.pages.models;

import hudson.model.Item;
import hudson.security.AccessDeniedException3;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelMaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;

/**
 * The registry as the current user may see it: a version belongs to the job that made it, and whoever may not read that
 * job does not learn of it. Versions of a deleted job are seen by who may read the system. One request's; the only place
 * where pages open the registry.
 */
final class VisibleModels {
    /** No full name of a job. */
    private static final String GONE = "";

    private final Map<String, Boolean> jobs = new HashMap<>();

    /** A model. @param folder full name of the folder that it belongs to; empty at the top */
    record Key(String folder, String name) {}

    /** @param scope full name of a folder; empty for all. @return the models of that folder and of those below it */
    List<Key> models(String scope) {
        List<Key> models = new ArrayList<>();
        for (String folder : BuildRecord.registry().folders().names()) {
            if (scope.isEmpty() || folder.equals(scope) || folder.startsWith(scope + "/")) {
                registry(folder).models().forEach(name -> models.add(new Key(folder, name)));
            }
        }
        return models;
    }

    ModelRegistry registry(String folder) {
        return BuildRecord.registry().in(folder);
    }

    /** @return the versions that may be seen, newest first */
    List<ModelVersion> versions(Key model) {
        return registry(model.folder()).versions(model.name()).stream()
                .filter(this::visible)
                .toList();
    }

    boolean visible(ModelVersion version) {
        String job = job(version);
        return jobs.computeIfAbsent(job == null ? GONE : job, VisibleModels::readable);
    }

    /** @return full name that the job which made the version has now; null when it was deleted */
    static String job(ModelVersion version) {
        ModelMaker maker = ModelMaker.of(version);
        if (maker.isRecorded()) {
            return maker.job();
        }
        int hash = version.run().lastIndexOf('#');
        String job = hash < 0 ? version.run() : version.run().substring(0, hash);
        return job.endsWith(" ") ? job.strip().replace(" » ", "/") : job; // as a build is shown, not its id
    }

    private static boolean readable(String job) {
        try {
            Item item = job.equals(GONE) ? null : Jenkins.get().getItemByFullName(job);
            return item != null || Jenkins.get().hasPermission(Jenkins.SYSTEM_READ);
        } catch (AccessDeniedException3 e) { // it may be discovered, but not read
            return false;
        }
    }
}
