package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.gitops.GitOps;
import io.jenkins.plugins.cd4ml.engine.deploy.kserve.KServe;
import io.jenkins.plugins.cd4ml.engine.deploy.plain.PlainManifests;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.ArrayList;
import java.util.List;

/** The ways of deploying that there are, by the key that asks for them. Immutable. */
public final class Deployers {
    public static final Deployers BUILT_IN = new Deployers(List.of(new KServe(), new PlainManifests()));

    private final List<Deployer> all;

    private Deployers(List<Deployer> all) {
        this.all = List.copyOf(all);
    }

    /** @return these and others, which go first; of two with one key the first is meant */
    public Deployers with(List<Deployer> others) {
        List<Deployer> more = new ArrayList<>(others);
        more.addAll(all);
        return new Deployers(more);
    }

    /**
     * @param section the section {@code promote}
     * @return the one that the section asks for; plain manifests where it asks for none
     */
    public Deployer of(JsonNode section) {
        return all.stream().filter(d -> section.has(d.key())).findFirst().orElse(all.get(all.size() - 1));
    }

    /** @return the one that the section asks for, by way of the repository that the environment is deployed to by, if any */
    public Deployer of(JsonNode section, Environment environment) {
        return through(environment, of(section));
    }

    private static Deployer through(Environment environment, Deployer deployer) {
        return environment.repository() == null ? deployer : new GitOps(deployer, environment.repository());
    }

    /**
     * @param key as a record of a deployment in the environment has it
     * @throws InputException when there is none, or it was deployed by a repository that the environment has no longer
     */
    public Deployer named(String key, Environment environment) {
        if (!key.equals(GitOps.KEY)) {
            return through(environment, named(key));
        }
        if (environment.repository() == null) {
            throw new InputException(
                    "What " + environment.name() + " served was deployed by commits to a repository, which"
                            + " the environment no longer names; name it again, or promote a model instead.");
        }
        return through(environment, named("manifests"));
    }

    /**
     * @param key as a record of a deployment has it
     * @throws InputException when there is none, such as one of a plugin that is gone
     */
    public Deployer named(String key) {
        return all.stream()
                .filter(d -> d.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "It was deployed by '" + key + "', which is not installed here; install what brought it."));
    }
}
