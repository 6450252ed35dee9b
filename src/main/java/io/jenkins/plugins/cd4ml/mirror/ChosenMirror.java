package io.jenkins.plugins.cd4ml.mirror;

import hudson.AbortException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import io.jenkins.plugins.cd4ml.access.ItemPattern;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.FolderDefinitions;
import io.jenkins.plugins.cd4ml.config.model.MirrorLogin;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MirrorTarget;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MlflowApi;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * Where a model is mirrored to: what this Jenkins says, else what the folders around the model say, the outermost first.
 *
 * @param home the folder that says so; null for this Jenkins
 */
record ChosenMirror(MlflowMirror mirror, ItemGroup<?> home, String folder, String model) {
    static Optional<ChosenMirror> of(ModelRegistry registry, String model) {
        String folder = registry.folder();
        String name = folder.isEmpty() ? model : folder + "/" + model;
        for (MlflowMirror mirror : Environments.get().getMlflowMirrors()) {
            if (ItemPattern.any(mirror.modelPatterns(), name)) {
                return Optional.of(new ChosenMirror(mirror, null, folder, model));
            }
        }
        Item item = folder.isEmpty() ? null : Jenkins.get().getItemByFullName(folder);
        for (ItemGroup<?> group : EffectiveEnvironments.folders(item)) {
            for (MlflowMirror mirror : FolderDefinitions.mlflowMirrorsOf(group)) {
                if (ItemPattern.any(mirror.modelPatterns(), name)) {
                    return Optional.of(new ChosenMirror(mirror, group, folder, model));
                }
            }
        }
        return Optional.empty();
    }

    /** @throws AbortException when its login cannot be used */
    MirrorTarget target(HttpClient client) throws AbortException {
        String root = Jenkins.get().getRootUrl();
        String page = root == null
                ? null
                : root + "cd4ml-models/version?folder=" + URLEncoder.encode(folder, StandardCharsets.UTF_8) + "&name="
                        + model + "&number=";
        return new MirrorTarget(
                new MlflowApi(mirror.getServer(), MirrorLogin.of(mirror, home), client),
                MirrorTarget.name(mirror.getPrefix(), folder, model),
                page);
    }
}
