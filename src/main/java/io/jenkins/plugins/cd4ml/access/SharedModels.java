package io.jenkins.plugins.cd4ml.access;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException.Reason;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.FolderDefinitions;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Models of other folders that a job may read because whoever manages a folder around the model shares it with the job. */
final class SharedModels {
    private SharedModels() {}

    /**
     * @return the registry of the folder whose model the job may read; empty where the job's own folder has a model of that
     *     name, or nobody shares one with it
     * @throws AccessRefusedException when several folders do, so that nobody can tell which is meant
     */
    static Optional<ModelRegistry> registry(Job<?, ?> job, String model) throws AccessRefusedException {
        ModelRegistry own = BuildRecord.registry(job, model);
        if (!own.isUnknown(model)) {
            return Optional.empty();
        }
        List<ModelRegistry> found = new ArrayList<>();
        for (String folder : own.folders().names()) {
            ModelRegistry other = own.in(folder);
            if (!folder.isEmpty() && !other.isUnknown(model) && shared(folder, model, job.getFullName())) {
                found.add(other);
            }
        }
        if (found.size() > 1) {
            throw new AccessRefusedException(
                    Reason.OTHER_MODEL,
                    "A model " + model + " is shared with " + job.getFullName() + " by each of the folders "
                            + String.join(
                                    ", ",
                                    found.stream().map(ModelRegistry::folder).toList())
                            + ", so that nobody can tell which is meant; one of them must share its model no longer.");
        }
        return found.stream().findFirst();
    }

    private static boolean shared(String folder, String model, String reader) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) { // whoever starts the build need not see that folder
            Item home = Jenkins.get().getItemByFullName(folder);
            for (ItemGroup<?> around : EffectiveEnvironments.folders(home)) {
                String below =
                        (folder + "/" + model).substring(around.getFullName().length() + 1);
                boolean named = FolderDefinitions.sharedModelsOf(around).stream()
                        .anyMatch(s -> s.getModel().equals(below) && ItemPattern.any(s.readerPatterns(), reader));
                if (named) {
                    return true;
                }
            }
            return false;
        }
    }
}
