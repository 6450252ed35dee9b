package io.jenkins.plugins.cd4ml.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.ItemGroup;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.config.model.SharedModel;
import java.util.List;

/** What folders define for the items in them; apart, because folders are a plugin that need not be there. */
public interface FolderDefinitions extends ExtensionPoint {
    /** @return the environments that this folder itself defines; empty for none */
    List<Environment> environments(ItemGroup<?> folder);

    /** @return what this folder itself says of credentials; empty for nothing */
    List<CredentialHosts> credentialHosts(ItemGroup<?> folder);

    /** @return the folder's models that jobs elsewhere may read; empty for none */
    List<SharedModel> sharedModels(ItemGroup<?> folder);

    /** @return where this folder itself has models mirrored to; empty for nowhere */
    List<MlflowMirror> mlflowMirrors(ItemGroup<?> folder);

    /** @return the environments that anything installed says this folder itself defines */
    static List<Environment> environmentsOf(ItemGroup<?> folder) {
        return ExtensionList.lookup(FolderDefinitions.class).stream()
                .flatMap(d -> d.environments(folder).stream())
                .toList();
    }

    /** @return what anything installed says this folder itself says of credentials */
    static List<CredentialHosts> credentialHostsOf(ItemGroup<?> folder) {
        return ExtensionList.lookup(FolderDefinitions.class).stream()
                .flatMap(d -> d.credentialHosts(folder).stream())
                .toList();
    }

    /** @return the models that anything installed says this folder itself shares */
    static List<SharedModel> sharedModelsOf(ItemGroup<?> folder) {
        return ExtensionList.lookup(FolderDefinitions.class).stream()
                .flatMap(d -> d.sharedModels(folder).stream())
                .toList();
    }

    /** @return where anything installed says this folder itself has models mirrored to */
    static List<MlflowMirror> mlflowMirrorsOf(ItemGroup<?> folder) {
        return ExtensionList.lookup(FolderDefinitions.class).stream()
                .flatMap(d -> d.mlflowMirrors(folder).stream())
                .toList();
    }
}
