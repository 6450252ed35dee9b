package io.jenkins.plugins.cd4ml.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A place that models are promoted to, with its policy and its cluster. Administrators own it; a Jenkinsfile can only
 * name it.
 */
public final class Environment extends AbstractDescribableImpl<Environment> {
    private final String name;
    private String credentialsId;
    private String namespace;
    private int approvals = 1;
    private String approvers = "";
    private boolean requesterMayApprove;
    private boolean reasonRequired;
    private int expiryHours = 72;
    private String kinds = "Deployment Service ConfigMap";
    private int rolloutMinutes = 10;
    private boolean trainingAllowed;

    @DataBoundConstructor
    public Environment(String name) {
        this.name = Util.fixNull(name).trim();
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

    /** @return how many different people must approve; 0 for none */
    public int getApprovals() {
        return approvals;
    }

    @DataBoundSetter
    public void setApprovals(int approvals) {
        this.approvals = Math.max(0, approvals);
    }

    /** @return ids of users and groups who may approve, separated by spaces or commas */
    public String getApprovers() {
        return approvers;
    }

    @DataBoundSetter
    public void setApprovers(String approvers) {
        this.approvers = Util.fixNull(approvers).trim();
    }

    /** @return the approvers one by one */
    public List<String> approverIds() {
        return words(approvers);
    }

    public boolean isRequesterMayApprove() {
        return requesterMayApprove;
    }

    @DataBoundSetter
    public void setRequesterMayApprove(boolean requesterMayApprove) {
        this.requesterMayApprove = requesterMayApprove;
    }

    public boolean isReasonRequired() {
        return reasonRequired;
    }

    @DataBoundSetter
    public void setReasonRequired(boolean reasonRequired) {
        this.reasonRequired = reasonRequired;
    }

    /** @return after how many hours an unanswered request is refused; 0 for never */
    public int getExpiryHours() {
        return expiryHours;
    }

    @DataBoundSetter
    public void setExpiryHours(int expiryHours) {
        this.expiryHours = Math.max(0, expiryHours);
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
        return words(kinds);
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

    private static List<String> words(String text) {
        return new ArrayList<>(
                Stream.of(text.split("[\\s,;]+")).filter(w -> !w.isEmpty()).toList());
    }

    @Extension
    @Symbol("environment")
    public static final class DescriptorImpl extends Descriptor<Environment> {
        @Override
        public String getDisplayName() {
            return Messages.Environment_displayName();
        }

        @RequirePOST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return items.includeCurrentValue(credentialsId);
            }
            return items.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            FileCredentials.class,
                            List.of(),
                            CredentialsMatchers.instanceOf(FileCredentials.class))
                    .includeCurrentValue(credentialsId);
        }

        @RequirePOST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return value.matches(Environments.NAME)
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.Environment_badName());
        }

        @RequirePOST
        public FormValidation doCheckApprovers(@QueryParameter String value, @QueryParameter int approvals) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return approvals > 0 && words(value).isEmpty()
                    ? FormValidation.error(Messages.Environment_noApprovers())
                    : FormValidation.ok();
        }
    }
}
