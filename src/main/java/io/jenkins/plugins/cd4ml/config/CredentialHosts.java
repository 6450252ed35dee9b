package io.jenkins.plugins.cd4ml.config;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.cd4ml.engine.AllowedHosts;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Where one credential may be sent to, and for which jobs: the login of a database, or the kubeconfig of a cluster that
 * models are trained in. A repository names credentials and addresses; what belongs together, it cannot say.
 */
public final class CredentialHosts extends AbstractDescribableImpl<CredentialHosts> {
    private final String credentialsId;
    private String hosts;
    private String items;

    @DataBoundConstructor
    public CredentialHosts(String credentialsId) {
        this.credentialsId = Util.fixNull(credentialsId).trim();
    }

    /** @return id of the credential, wherever it is kept */
    public String getCredentialsId() {
        return credentialsId;
    }

    /** @return servers, one a line, as {@link AllowedHosts} has them; "" for none at all */
    public String getHosts() {
        return Util.fixNull(hosts);
    }

    /** @throws IllegalArgumentException naming the pattern that is none */
    @DataBoundSetter
    public void setHosts(String hosts) {
        this.hosts = Util.fixEmptyAndTrim(hosts);
        String malformed = allowed().malformed();
        if (malformed != null) {
            throw new IllegalArgumentException(Messages.CredentialHosts_badHost(malformed));
        }
    }

    /** @return the servers of {@link #getHosts} */
    public AllowedHosts allowed() {
        return AllowedHosts.of(getHosts());
    }

    /** @return the jobs whose builds may be given it, as {@link PromotionPolicy#getItems}; "" for none at all */
    public String getItems() {
        return Util.fixNull(items);
    }

    @DataBoundSetter
    public void setItems(String items) {
        this.items = Util.fixEmptyAndTrim(items);
    }

    /** @return the patterns of {@link #getItems} one by one */
    public List<String> itemPatterns() {
        return Lists.lines(items);
    }

    @Extension
    @Symbol("credentialHosts")
    public static final class DescriptorImpl extends Descriptor<CredentialHosts> {
        @Override
        public String getDisplayName() {
            return Messages.CredentialHosts_displayName();
        }

        @RequirePOST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.CredentialHosts_noId())
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckHosts(@QueryParameter String value) {
            AllowedHosts hosts = AllowedHosts.of(Util.fixNull(value));
            if (hosts.patterns().isEmpty()) {
                return FormValidation.warning(Messages.CredentialHosts_noHosts());
            }
            String malformed = hosts.malformed();
            return malformed == null
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.CredentialHosts_badHost(malformed));
        }

        @RequirePOST
        public FormValidation doCheckItems(@QueryParameter String value) {
            return Lists.lines(value).isEmpty()
                    ? FormValidation.warning(Messages.CredentialHosts_noItems())
                    : FormValidation.ok();
        }
    }
}
