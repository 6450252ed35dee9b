package io.jenkins.plugins.cd4ml.config.folder;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.model.ItemGroup;
import io.jenkins.plugins.cd4ml.config.CredentialHosts;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.FolderDefinitions;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.config.model.SharedModel;
import java.util.List;

/** Reads what folders say. */
@Extension(optional = true)
public final class DefinitionsOfFolders implements FolderDefinitions {
    @Override
    public List<Environment> environments(ItemGroup<?> folder) {
        FolderEnvironments property = property(folder);
        return property == null ? List.of() : property.getEnvironments();
    }

    @Override
    public List<CredentialHosts> credentialHosts(ItemGroup<?> folder) {
        FolderEnvironments property = property(folder);
        return property == null ? List.of() : property.getCredentialHosts();
    }

    @Override
    public List<SharedModel> sharedModels(ItemGroup<?> folder) {
        FolderEnvironments property = property(folder);
        return property == null ? List.of() : property.getSharedModels();
    }

    @Override
    public List<MlflowMirror> mlflowMirrors(ItemGroup<?> folder) {
        FolderEnvironments property = property(folder);
        return property == null ? List.of() : property.getMlflowMirrors();
    }

    private static FolderEnvironments property(ItemGroup<?> folder) {
        return folder instanceof AbstractFolder<?> known ? known.getProperties().get(FolderEnvironments.class) : null;
    }
}
