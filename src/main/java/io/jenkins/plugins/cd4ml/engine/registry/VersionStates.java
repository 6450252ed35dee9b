package io.jenkins.plugins.cd4ml.engine.registry;

import java.util.HashSet;
import java.util.Set;

/** Which versions serve and which did. */
record VersionStates(Set<Integer> serving, Set<Integer> served) {
    static VersionStates of(ModelRegistry registry, String model) {
        VersionStates states = new VersionStates(new HashSet<>(), new HashSet<>());
        for (String environment : registry.environments(model)) {
            Alias alias = registry.alias(model, environment);
            alias.current().ifPresent(m -> states.serving.add(m.version()));
            alias.history().forEach(m -> states.served.add(m.version()));
        }
        return states;
    }

    ModelVersion on(ModelVersion version) {
        VersionState set = version.status().set();
        if (serving.contains(version.number())) {
            return version.with(VersionState.SERVING);
        }
        return version.with(
                set != null ? set : served.contains(version.number()) ? VersionState.RETIRED : VersionState.REGISTERED);
    }
}
