package io.jenkins.plugins.cd4ml.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import org.kohsuke.stapler.DataBoundSetter;

/** The part of an environment that says which servers the controller itself talks to, so only administrators set it. */
public abstract class ConnectedPolicy extends PromotionPolicy {
    private String prometheus;
    private String gitRepository;
    private String gitBranch;
    private String gitPath;
    private String gitCredentialsId;

    /** @return address of the Prometheus that canaries here are measured with; null where a project names a Service */
    @CheckForNull
    public String getPrometheus() {
        return prometheus;
    }

    @DataBoundSetter
    public void setPrometheus(String prometheus) {
        this.prometheus = Util.fixEmptyAndTrim(prometheus);
    }

    /** @return address of the repository that it is deployed to by commits; null where manifests are applied */
    @CheckForNull
    public String getGitRepository() {
        return gitRepository;
    }

    @DataBoundSetter
    public void setGitRepository(String gitRepository) {
        this.gitRepository = Util.fixEmptyAndTrim(gitRepository);
    }

    /** @return null for main */
    @CheckForNull
    public String getGitBranch() {
        return gitBranch;
    }

    @DataBoundSetter
    public void setGitBranch(String gitBranch) {
        this.gitBranch = Util.fixEmptyAndTrim(gitBranch);
    }

    /** @return the folder in it with a folder for each model; null for one of the environment's name */
    @CheckForNull
    public String getGitPath() {
        return gitPath;
    }

    @DataBoundSetter
    public void setGitPath(String gitPath) {
        this.gitPath = Util.fixEmptyAndTrim(gitPath);
    }

    /** @return id of a username with password or token that may push to it */
    @CheckForNull
    public String getGitCredentialsId() {
        return gitCredentialsId;
    }

    @DataBoundSetter
    public void setGitCredentialsId(String gitCredentialsId) {
        this.gitCredentialsId = Util.fixEmptyAndTrim(gitCredentialsId);
    }
}
