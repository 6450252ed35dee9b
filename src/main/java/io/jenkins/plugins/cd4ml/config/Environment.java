package io.jenkins.plugins.cd4ml.config;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.cd4ml.config.signing.TrustedKeys;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A place that models are promoted to, with its policy and its cluster. Administrators own it; a Jenkinsfile can only
 * name it.
 */
public final class Environment extends ConnectedPolicy {
    private final String name;
    private String credentialsId;
    private boolean controllerServiceAccount;
    private String namespace;
    private String registries;
    private String kinds = "Deployment Service ConfigMap";
    private int rolloutMinutes = 10;
    private boolean trainingAllowed;
    /** The definitions that this one is made of; null where it is none but itself. */
    private transient List<Environment> layers;

    private transient List<Hold> holds;
    private transient Item home;

    @DataBoundConstructor
    public Environment(String name) {
        this.name = Util.fixNull(name).trim();
    }

    /**
     * @return whose signature a version needs here; null where it needs none
     * @throws AbortException when it needs one and this environment trusts no key
     */
    @CheckForNull
    public Trust trust() throws AbortException {
        return isRequireSignature() ? TrustedKeys.of(name, getTrustedKeys()) : null;
    }

    public String getName() {
        return name;
    }

    /** @return id of a secret-file credential with a kubeconfig; null for the cluster that Jenkins itself runs in */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** @return the one namespace that a promotion may touch; null for the kubeconfig's own */
    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** @return whether a blank credential means the service account of the controller itself; otherwise it is refused */
    public boolean isControllerServiceAccount() {
        return controllerServiceAccount;
    }

    @DataBoundSetter
    public void setControllerServiceAccount(boolean controllerServiceAccount) {
        this.controllerServiceAccount = controllerServiceAccount;
    }

    /**
     * @return where images of promoted objects may come from, separated by spaces or commas: hosts, or hosts with the
     *     beginning of a path, such as {@code registry.example.com/ml}; "" for anywhere; never null
     */
    public String getRegistries() {
        return Util.fixNull(registries);
    }

    @DataBoundSetter
    public void setRegistries(String registries) {
        this.registries = Util.fixEmptyAndTrim(registries);
    }

    /** @return the registries one by one; empty for all */
    public List<String> allowedRegistries() {
        return Lists.words(registries);
    }

    /** @return kinds of Kubernetes objects that a promotion may apply, separated by spaces or commas */
    public String getKinds() {
        return kinds;
    }

    @DataBoundSetter
    public void setKinds(String kinds) {
        this.kinds = Util.fixNull(kinds).trim();
    }

    /** @return the kinds one by one */
    public List<String> allowedKinds() {
        return Lists.words(kinds);
    }

    /** @return how long a rollout may take, in minutes */
    public int getRolloutMinutes() {
        return rolloutMinutes;
    }

    @DataBoundSetter
    public void setRolloutMinutes(int rolloutMinutes) {
        this.rolloutMinutes = Math.max(1, rolloutMinutes);
    }

    /** @return whether {@code train.kubernetes.environment} may name it: its kubeconfig then goes to agents */
    public boolean isTrainingAllowed() {
        return trainingAllowed;
    }

    @DataBoundSetter
    public void setTrainingAllowed(boolean trainingAllowed) {
        this.trainingAllowed = trainingAllowed;
    }

    /**
     * @return the definitions that a promotion must satisfy each, the global one first and that of the innermost folder
     *     last; only this one where no folder tightens it
     */
    public List<Environment> layers() {
        return layers == null ? List.of(this) : layers;
    }

    /** @return the stops on it when it was looked up for an item; empty for none */
    public List<Hold> holds() {
        return holds == null ? List.of() : holds;
    }

    /**
     * @return the folder whose own it is, for it alone defines it; null for one of this Jenkins. What it may do ends at that
     *     folder: its kubeconfig is kept there, and its models are made there
     */
    @CheckForNull
    public Item home() {
        return home;
    }

    void setHome(Item folder) {
        home = folder;
    }

    /** @return why the definitions do not fit together, in one sentence; null when they do */
    @CheckForNull
    public String conflict() {
        return Tightening.conflict(this);
    }

    void made(List<Environment> of, List<Hold> held) {
        layers = List.copyOf(of);
        holds = List.copyOf(held);
    }

    /**
     * @return digest of all that the policy says, in all layers, which a request is bound to; holds and freezes that
     *     begin are no part of it
     */
    public String policyDigest() {
        return Digests.of(PolicyJson.of(this));
    }

    /** @return the policy by the names of its settings, for the audit log; holds have entries of their own there */
    public JsonNode policy() {
        return PolicyJson.tree(this);
    }

    private Object readResolve() {
        if (kinds == null) {
            kinds = "";
        }
        return this;
    }

    @Extension
    @Symbol("environment")
    public static final class DescriptorImpl extends Descriptor<Environment> {
        @Override
        public String getDisplayName() {
            return Messages.Environment_displayName();
        }

        @RequirePOST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item folder, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!FormPermission.has(folder)) {
                return items.includeCurrentValue(credentialsId);
            }
            items.includeEmptyValue();
            CredentialsMatcher files = CredentialsMatchers.instanceOf(FileCredentials.class);
            if (folder == null) {
                items.includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), FileCredentials.class, List.of(), files);
            } else {
                items.includeMatchingAs(ACL.SYSTEM2, folder, FileCredentials.class, List.of(), files);
            }
            return items.includeCurrentValue(credentialsId);
        }

        @RequirePOST
        public ListBoxModel doFillGitCredentialsIdItems(
                @AncestorInPath Item folder, @QueryParameter String gitCredentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (folder != null || !FormPermission.has(null)) { // a folder's environment has no repository
                return items.includeCurrentValue(gitCredentialsId);
            }
            Class<StandardUsernamePasswordCredentials> type = StandardUsernamePasswordCredentials.class;
            return items.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2, Jenkins.get(), type, List.of(), CredentialsMatchers.instanceOf(type))
                    .includeCurrentValue(gitCredentialsId);
        }

        @RequirePOST
        public FormValidation doCheckName(@AncestorInPath Item folder, @QueryParameter String value) {
            return value.matches(Environments.NAME) || !FormPermission.has(folder)
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.Environment_badName());
        }

        @RequirePOST
        public FormValidation doCheckItems(@AncestorInPath Item folder, @QueryParameter String value) {
            return folder == null
                            && FormPermission.has(null)
                            && Lists.lines(value).isEmpty()
                    ? FormValidation.warning(Messages.Environment_noItems())
                    : FormValidation.ok();
        }

        @RequirePOST
        public ListBoxModel doFillUnmappedAuthorsItems(@AncestorInPath Item folder) {
            ListBoxModel items = new ListBoxModel();
            if (FormPermission.has(folder)) {
                items.add(Messages.Environment_unmappedIgnore(), "ignore");
                items.add(Messages.Environment_unmappedExtraApproval(), "extraApproval");
                items.add(Messages.Environment_unmappedRefuse(), "refuse");
            }
            return items;
        }

        @RequirePOST
        public FormValidation doCheckTrustedKeys(
                @AncestorInPath Item folder, @QueryParameter String value, @QueryParameter boolean requireSignature) {
            if (!FormPermission.has(folder)) {
                return FormValidation.ok();
            }
            try {
                return TrustedKeys.normalized(value) == null && requireSignature && folder == null
                        ? FormValidation.error(Messages.Environment_noTrustedKeys())
                        : FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        @RequirePOST
        public FormValidation doCheckApprovers(
                @AncestorInPath Item folder, @QueryParameter String value, @QueryParameter int approvals) {
            return folder == null
                            && FormPermission.has(null)
                            && approvals > 0
                            && Lists.words(value).isEmpty()
                    ? FormValidation.error(Messages.Environment_noApprovers())
                    : FormValidation.ok();
        }
    }
}
