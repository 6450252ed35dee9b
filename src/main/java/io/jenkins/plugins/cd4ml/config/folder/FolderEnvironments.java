package io.jenkins.plugins.cd4ml.config.folder;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.Descriptor;
import io.jenkins.plugins.cd4ml.config.CredentialHosts;
import io.jenkins.plugins.cd4ml.config.CredentialLists;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.FormPermission;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.config.model.SharedModel;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * What a folder says for the items in it: environments that tighten those of the same name outside, or are its own, where
 * its credentials may be sent to, which of its models jobs elsewhere may read and which are mirrored into MLflow. Only who has CD4ML/Manage on the folder changes it in the form.
 */
public final class FolderEnvironments extends AbstractFolderProperty<AbstractFolder<?>> {
    private List<Environment> environments;
    private List<CredentialHosts> credentialHosts;
    private List<SharedModel> sharedModels;
    private List<MlflowMirror> mlflowMirrors;

    @DataBoundConstructor
    public FolderEnvironments() {
        // all is set afterwards
    }

    public List<Environment> getEnvironments() {
        return environments == null ? List.of() : environments;
    }

    /** @throws IllegalArgumentException when a name is none, or is there twice */
    @DataBoundSetter
    public void setEnvironments(List<Environment> environments) {
        List<Environment> given = environments == null ? List.of() : environments;
        Environments.checkNames(given);
        this.environments = new ArrayList<>(given);
    }

    public List<CredentialHosts> getCredentialHosts() {
        return credentialHosts == null ? List.of() : credentialHosts;
    }

    /** @throws IllegalArgumentException when an id is blank, or there twice */
    @DataBoundSetter
    public void setCredentialHosts(List<CredentialHosts> credentialHosts) {
        List<CredentialHosts> given = credentialHosts == null ? List.of() : credentialHosts;
        CredentialLists.check(given);
        this.credentialHosts = new ArrayList<>(given);
    }

    public List<SharedModel> getSharedModels() {
        return sharedModels == null ? List.of() : sharedModels;
    }

    /** @throws IllegalArgumentException when a name is none of a model, or is there twice */
    @DataBoundSetter
    public void setSharedModels(List<SharedModel> sharedModels) {
        List<SharedModel> given = sharedModels == null ? List.of() : sharedModels;
        SharedModel.check(given);
        this.sharedModels = new ArrayList<>(given);
    }

    public List<MlflowMirror> getMlflowMirrors() {
        return mlflowMirrors == null ? List.of() : mlflowMirrors;
    }

    @DataBoundSetter
    public void setMlflowMirrors(List<MlflowMirror> mlflowMirrors) {
        this.mlflowMirrors = new ArrayList<>(mlflowMirrors == null ? List.of() : mlflowMirrors);
    }

    @Override
    public AbstractFolderProperty<?> reconfigure(StaplerRequest2 request, JSONObject form)
            throws Descriptor.FormException {
        return FormPermission.has(owner) ? super.reconfigure(request, form) : this;
    }

    @Extension(optional = true)
    @Symbol("cd4ml")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @Override
        public String getDisplayName() {
            return Messages.FolderEnvironments_displayName();
        }

        /** @return null where nothing is said, or by somebody who may not */
        @Override
        public FolderEnvironments newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            if (request != null && !FormPermission.has(request.findAncestorObject(AbstractFolder.class))) {
                return null;
            }
            try {
                FolderEnvironments made = (FolderEnvironments) super.newInstance(request, form);
                return made.getEnvironments().isEmpty()
                                && made.getCredentialHosts().isEmpty()
                                && made.getSharedModels().isEmpty()
                                && made.getMlflowMirrors().isEmpty()
                        ? null
                        : made;
            } catch (IllegalArgumentException e) {
                throw new FormException(e.getMessage(), e, "environments");
            }
        }
    }
}
