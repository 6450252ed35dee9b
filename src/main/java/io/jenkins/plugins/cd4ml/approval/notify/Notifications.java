package io.jenkins.plugins.cd4ml.approval.notify;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import java.net.URI;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Who is told of approval requests, and how: on the system page and, as {@code cd4mlNotifications}, as code. */
@Extension
@Symbol("cd4mlNotifications")
public final class Notifications extends GlobalConfiguration {
    private String webhook;
    private String webhookSecretId;
    private boolean mail;

    public Notifications() {
        load();
    }

    public static Notifications get() {
        return ExtensionList.lookupSingleton(Notifications.class);
    }

    /** @return the address that every change of a request is posted to; null for none */
    @CheckForNull
    public String getWebhook() {
        return webhook;
    }

    @DataBoundSetter
    public void setWebhook(String webhook) {
        this.webhook = Util.fixEmptyAndTrim(webhook);
        save();
    }

    /** @return id of a secret-text credential that posts are signed with; null for no signature */
    @CheckForNull
    public String getWebhookSecretId() {
        return webhookSecretId;
    }

    @DataBoundSetter
    public void setWebhookSecretId(String webhookSecretId) {
        this.webhookSecretId = Util.fixEmptyAndTrim(webhookSecretId);
        save();
    }

    /** @return whether approvers get a mail for each request, and requesters one when it is settled */
    public boolean isMail() {
        return mail;
    }

    @DataBoundSetter
    public void setMail(boolean mail) {
        this.mail = mail;
        save();
    }

    /** @return what posts are signed with; null for nothing, also where the credential is gone */
    @CheckForNull
    Secret secret(Run<?, ?> run) {
        return CredentialsProvider.lookupCredentialsInItemGroup(
                        StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                .stream()
                .filter(c -> c.getId().equals(webhookSecretId))
                .findFirst()
                .map(c -> {
                    CredentialsProvider.track(run, c);
                    return c.getSecret();
                })
                .orElse(null);
    }

    @RequirePOST
    public FormValidation doCheckWebhook(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank() || usable(value.trim())
                ? FormValidation.ok()
                : FormValidation.error(Messages.Notifications_badWebhook());
    }

    static boolean usable(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @RequirePOST
    public ListBoxModel doFillWebhookSecretIdItems(@QueryParameter String webhookSecretId) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return items.includeCurrentValue(webhookSecretId);
        }
        return items.includeEmptyValue()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StringCredentials.class,
                        List.of(),
                        CredentialsMatchers.instanceOf(StringCredentials.class))
                .includeCurrentValue(webhookSecretId);
    }
}
