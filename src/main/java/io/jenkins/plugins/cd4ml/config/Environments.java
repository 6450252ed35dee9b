package io.jenkins.plugins.cd4ml.config;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;

/** The environments of this Jenkins: on the system page and, as {@code cd4ml}, in Configuration as Code. */
@Extension
@Symbol("cd4ml")
public final class Environments extends GlobalConfiguration {
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    private List<Environment> environments = new ArrayList<>();

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
        this.environments = environments == null ? new ArrayList<>() : new ArrayList<>(environments);
        save();
    }

    /** @throws AbortException with the names there are, when there is none of that name */
    public Environment named(String name) throws AbortException {
        Optional<Environment> found =
                environments.stream().filter(e -> e.getName().equals(name)).findFirst();
        if (found.isEmpty()) {
            List<String> names = environments.stream().map(Environment::getName).toList();
            throw new AbortException("There is no environment '" + name + "'; an administrator defines environments under "
                    + "Manage Jenkins » System, and there are: " + (names.isEmpty() ? "none" : String.join(", ", names))
                    + ".");
        }
        return found.get();
    }
}
