package io.jenkins.plugins.cd4ml.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.config.signing.SigningCredentials;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The environments of this Jenkins: on the system page and, as {@code cd4ml}, in Configuration as Code. */
@Extension
@Symbol("cd4ml")
public final class Environments extends GlobalConfiguration {
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    private List<Environment> environments = new ArrayList<>();
    private List<CredentialHosts> credentialHosts;
    private List<MlflowMirror> mlflowMirrors;
    private int keepVersionsDays;
    private String packRepository;
    private String signingCredentialsId;

    public Environments() {
        load();
    }

    public static Environments get() {
        return ExtensionList.lookupSingleton(Environments.class);
    }

    public List<Environment> getEnvironments() {
        return environments;
    }

    @DataBoundSetter
    public void setEnvironments(List<Environment> environments) {
        List<Environment> given = environments == null ? new ArrayList<>() : new ArrayList<>(environments);
        checkNames(given);
        this.environments = given;
        save();
    }

    /** @return where credentials that repositories name may be sent to; never null */
    public List<CredentialHosts> getCredentialHosts() {
        return credentialHosts == null ? List.of() : credentialHosts;
    }

    /** @throws IllegalArgumentException when an id is blank, or there twice */
    @DataBoundSetter
    public void setCredentialHosts(List<CredentialHosts> credentialHosts) {
        List<CredentialHosts> given = credentialHosts == null ? List.of() : credentialHosts;
        CredentialLists.check(given);
        this.credentialHosts = given.isEmpty() ? null : new ArrayList<>(given);
        save();
    }

    /** @return how many days after it was last of use a version is removed that nothing needs; 0 for never */
    public int getKeepVersionsDays() {
        return keepVersionsDays;
    }

    @DataBoundSetter
    public void setKeepVersionsDays(int keepVersionsDays) {
        this.keepVersionsDays = Math.max(0, keepVersionsDays);
        save();
    }

    /** @return the MLflow servers that show models of the registry; never null */
    public List<MlflowMirror> getMlflowMirrors() {
        return mlflowMirrors == null ? List.of() : mlflowMirrors;
    }

    @DataBoundSetter
    public void setMlflowMirrors(List<MlflowMirror> mlflowMirrors) {
        this.mlflowMirrors = mlflowMirrors == null || mlflowMirrors.isEmpty() ? null : new ArrayList<>(mlflowMirrors);
        save();
    }

    /**
     * @return where packs come from: the URL of a Maven repository or mirror, or a folder of the controller in Maven's
     *     layout; null for nowhere
     */
    @CheckForNull
    public String getPackRepository() {
        return packRepository;
    }

    @DataBoundSetter
    public void setPackRepository(String packRepository) {
        this.packRepository = Util.fixEmptyAndTrim(packRepository);
        save();
    }

    /** @return id of the secret file or text with the private key that signs versions; null for none */
    @CheckForNull
    public String getSigningCredentialsId() {
        return signingCredentialsId;
    }

    /**
     * @param run the build that something is signed for; null for none
     * @return the key that versions are signed with; null where none was chosen
     * @throws hudson.AbortException when it cannot be used
     */
    @CheckForNull
    public SigningKey signingKey(@CheckForNull Run<?, ?> run) throws IOException {
        return signingCredentialsId == null ? null : SigningCredentials.key(signingCredentialsId, run);
    }

    @DataBoundSetter
    public void setSigningCredentialsId(String signingCredentialsId) {
        this.signingCredentialsId = Util.fixEmptyAndTrim(signingCredentialsId);
        save();
    }

    /** @throws IllegalArgumentException when a name is none, or is there twice */
    public static void checkNames(List<Environment> environments) {
        Set<String> names = new HashSet<>();
        for (Environment environment : environments) {
            if (!environment.getName().matches(NAME)) {
                throw new IllegalArgumentException(
                        "'" + environment.getName() + "': " + Messages.Environment_badName());
            }
            if (!names.add(environment.getName())) {
                throw new IllegalArgumentException(Messages.Environment_twice(environment.getName()));
            }
        }
    }

    /** A form without any environment sends none at all, and the last one must be removable. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        List<Environment> before = environments;
        List<CredentialHosts> hostsBefore = credentialHosts;
        List<MlflowMirror> mirrorsBefore = mlflowMirrors;
        environments = new ArrayList<>();
        credentialHosts = null;
        mlflowMirrors = null;
        boolean done = false;
        try {
            done = super.configure(request, form);
            save(); // the setter is not called when the last one goes
            return done;
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), e, "environments");
        } finally {
            if (!done) {
                environments = before;
                credentialHosts = hostsBefore;
                mlflowMirrors = mirrorsBefore;
            }
        }
    }

    @RequirePOST
    public ListBoxModel doFillSigningCredentialsIdItems(@QueryParameter String signingCredentialsId) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return items.includeCurrentValue(signingCredentialsId);
        }
        return items.includeEmptyValue()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StandardCredentials.class,
                        List.of(),
                        CredentialsMatchers.anyOf(
                                CredentialsMatchers.instanceOf(FileCredentials.class),
                                CredentialsMatchers.instanceOf(StringCredentials.class)))
                .includeCurrentValue(signingCredentialsId);
    }

    /** Says which key it is, so that its public part can be trusted where models are verified. */
    @RequirePOST
    public FormValidation doCheckSigningCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String id = Util.fixEmptyAndTrim(value);
        if (id == null) {
            return FormValidation.ok();
        }
        try {
            TrustedKey key = SigningCredentials.key(id, null).trusted();
            return FormValidation.ok(Messages.Environments_signingKey(key.shown(), key.pem()));
        } catch (IOException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    @RequirePOST
    public FormValidation doCheckPackRepository(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String repository = Util.fixEmptyAndTrim(value);
        if (repository == null || repository.matches("(?i)https?://[^/]+.*")) {
            return FormValidation.ok();
        }
        try {
            Path folder = repository.startsWith("file:") ? Path.of(URI.create(repository)) : Path.of(repository);
            return folder.isAbsolute() && Files.isDirectory(folder)
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.Environments_badRepository());
        } catch (IllegalArgumentException e) {
            return FormValidation.error(Messages.Environments_badRepository());
        }
    }

    /** @throws AbortException with the names there are, when there is none of that name */
    public Environment named(String name) throws AbortException {
        Optional<Environment> found =
                environments.stream().filter(e -> e.getName().equals(name)).findFirst();
        if (found.isEmpty()) {
            List<String> names = environments.stream().map(Environment::getName).toList();
            throw new AbortException("There is no environment '" + name
                    + "'; an administrator defines environments under "
                    + "Manage Jenkins » System, and there are: " + (names.isEmpty() ? "none" : String.join(", ", names))
                    + ".");
        }
        return found.get();
    }
}
