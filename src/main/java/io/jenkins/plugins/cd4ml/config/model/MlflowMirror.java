package io.jenkins.plugins.cd4ml.config.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MlflowApi;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** An MLflow server, by which login it is written, and which models it shows. */
public final class MlflowMirror extends AbstractDescribableImpl<MlflowMirror> {
    private final String server;
    private String credentialsId;
    private String models;
    private String prefix;

    /** @throws IllegalArgumentException when the address is none of a server */
    @DataBoundConstructor
    public MlflowMirror(String server) {
        this.server = Util.fixNull(server).trim().replaceAll("/+$", "");
        String wrong = MlflowApi.malformed(this.server);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    public String getServer() {
        return server;
    }

    /** @return id of a user name with password or a secret text; null for a server that asks for no login */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** @return full names of models, of folders, or patterns, one a line; "" for none */
    public String getModels() {
        return Util.fixNull(models);
    }

    @DataBoundSetter
    public void setModels(String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

    /** @return the patterns of {@link #getModels} one by one */
    public List<String> modelPatterns() {
        return SharedModel.lines(models);
    }

    /** @return what is put before the models' names in MLflow; "" for nothing */
    public String getPrefix() {
        return Util.fixNull(prefix);
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = Util.fixEmptyAndTrim(prefix);
    }

    @Extension
    @Symbol("mlflowMirror")
    public static final class DescriptorImpl extends Descriptor<MlflowMirror> {
        @Override
        public String getDisplayName() {
            return Messages.MlflowMirror_displayName();
        }

        @RequirePOST
        public FormValidation doCheckServer(@QueryParameter String value, @QueryParameter String credentialsId) {
            String wrong = MlflowApi.malformed(Util.fixNull(value));
            if (wrong != null) {
                return FormValidation.error(Messages.MlflowMirror_badServer());
            }
            return Util.fixEmptyAndTrim(credentialsId) != null
                            && value.trim().toLowerCase(java.util.Locale.ROOT).startsWith("http:")
                    ? FormValidation.warning(Messages.MlflowMirror_inTheClear())
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckModels(@QueryParameter String value) {
            return SharedModel.lines(value).isEmpty()
                    ? FormValidation.warning(Messages.MlflowMirror_noModels())
                    : FormValidation.ok();
        }
    }
}
