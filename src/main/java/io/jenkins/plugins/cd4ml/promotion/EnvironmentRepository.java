package io.jenkins.plugins.cd4ml.promotion;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.AbortException;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import java.util.List;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * What an environment says of where it is measured and deployed from, which the controller itself connects to. That is for
 * administrators: an environment of a folder says neither.
 */
final class EnvironmentRepository {
    /** SSH would be as the controller's own user; http is for this machine alone, as the engine sees to. */
    private static final Pattern HTTP = Pattern.compile("https?://.*");

    private EnvironmentRepository() {}

    /** @return null where projects name a Service */
    static String prometheus(Environment environment) throws AbortException {
        if (environment.getPrometheus() != null) {
            ofThisJenkins(environment, "a Prometheus");
        }
        return environment.getPrometheus();
    }

    /** @return null where manifests are applied to the cluster */
    static GitRepository of(Environment environment, Run<?, ?> run) throws AbortException {
        String url = environment.getGitRepository();
        if (url == null) {
            return null;
        }
        ofThisJenkins(environment, "a Git repository");
        if (!HTTP.matcher(url).matches()) {
            throw new AbortException(
                    "The environment " + environment.getName() + " names the Git repository " + url
                            + ", which Jenkins does not push to: give its https address and a username with a password or token.");
        }
        String path = environment.getGitPath() == null ? environment.getName() : environment.getGitPath();
        return new GitRepository(url, environment.getGitBranch(), path, login(environment, run));
    }

    private static void ofThisJenkins(Environment environment, String what) throws AbortException {
        if (environment.home() != null) {
            throw new AbortException(
                    "The environment " + environment.getName() + " of the folder "
                            + environment.home().getFullName() + " names " + what
                            + ", which only an environment of this Jenkins may, for the controller connects to it; leave it blank.");
        }
    }

    private static GitLogin login(Environment environment, Run<?, ?> run) throws AbortException {
        if (environment.getGitCredentialsId() == null) {
            return GitLogin.NONE;
        }
        StandardUsernamePasswordCredentials found = CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardUsernamePasswordCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                .stream()
                .filter(c -> c.getId().equals(environment.getGitCredentialsId()))
                .findFirst()
                .orElseThrow(() -> new AbortException("The environment " + environment.getName()
                        + " names the credentials '" + environment.getGitCredentialsId()
                        + "', which do not exist or are no username with password; an administrator must correct it."));
        CredentialsProvider.track(run, found);
        return GitLogin.password(found.getUsername(), Secret.toString(found.getPassword()));
    }
}
