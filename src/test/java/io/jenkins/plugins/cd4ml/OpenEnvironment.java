package io.jenkins.plugins.cd4ml;

import io.jenkins.plugins.cd4ml.config.Environment;

/** Environments for tests that are not about who may use them. */
public final class OpenEnvironment {
    private OpenEnvironment() {}

    /** @return one that every job may use, also with builds of nobody */
    public static Environment of(String name) {
        return open(new Environment(name));
    }

    public static Environment open(Environment environment) {
        environment.setItems("**");
        environment.setUnattended(true);
        return environment;
    }
}
