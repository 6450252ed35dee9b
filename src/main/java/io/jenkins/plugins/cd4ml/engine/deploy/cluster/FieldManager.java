package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;

/**
 * The name under which fields of objects are owned: one for each model and environment, so that one promotion's apply
 * never takes away what another model's applied to the same object.
 */
public final class FieldManager {
    private static final int LONGEST = 128; // Kubernetes' limit

    private FieldManager() {}

    public static String of(String model, String environment) {
        String name = "cd4ml:" + environment + "/" + model;
        return name.length() <= LONGEST
                ? name
                : "cd4ml:" + Digests.of(name).substring(Digests.PREFIX.length(), Digests.PREFIX.length() + 32);
    }
}
