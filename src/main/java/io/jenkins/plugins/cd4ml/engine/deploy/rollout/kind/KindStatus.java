package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of object says that it is done with its newest generation. Stateless and thread-safe.
 */
public interface KindStatus {
    /**
     * What is to be thought of an object as it is now.
     *
     * @param waiting what is still missing, in words; empty when it is done
     * @param failed  why it will never be done, in words; null while it may
     */
    record State(String waiting, String failed) {
        public static final State DONE = new State("", null);

        public static State waiting(String what) {
            return new State(what, null);
        }

        static State failed(String why) {
            return new State("", why);
        }

        /** @return the same, said of a part */
        public State of(String part) {
            return failed != null
                    ? failed(part + ": " + failed)
                    : waiting.isEmpty() ? this : waiting(part + ": " + waiting);
        }

        public boolean done() {
            return waiting.isEmpty() && failed == null;
        }
    }

    /** All kinds that are waited for. */
    List<KindStatus> ALL = List.of(
            new DeploymentStatus(),
            new StatefulSetStatus(),
            new DaemonSetStatus(),
            new JobStatus(),
            new PodStatus(),
            new ClaimStatus(),
            new InferenceServiceStatus());

    /** Kinds that are done when they are applied. */
    List<String> AT_ONCE = List.of(
            "ConfigMap",
            "Secret",
            "Service",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "NetworkPolicy",
            "LimitRange",
            "ResourceQuota",
            "PodDisruptionBudget",
            "HorizontalPodAutoscaler",
            "Endpoints",
            "EndpointSlice",
            "ControllerRevision");

    boolean handles(ManifestObject object);

    /** @param live the object as the cluster has it */
    State state(JsonNode live);

    /**
     * The objects that its controller makes of it, which have to be done as well.
     *
     * @param live the object as the cluster has it
     * @return kind and name of each, with the marks on {@code spec.template.metadata} that those of its newest generation
     *     carry
     */
    default List<ManifestObject> parts(ManifestObject object, JsonNode live) {
        return List.of();
    }

    /** @return how its kind says when it is done; empty for one that is not watched */
    static Optional<KindStatus> of(ManifestObject object) {
        return ALL.stream().filter(kind -> kind.handles(object)).findFirst();
    }

    /** @return whether the controller has seen the newest generation */
    static boolean seen(JsonNode live) {
        return live.at("/status/observedGeneration").asLong()
                >= live.at("/metadata/generation").asLong();
    }

    /** @return the condition of that type, or a missing node */
    static JsonNode condition(JsonNode live, String type) {
        for (JsonNode condition : live.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    /** @return the condition's message or reason on one line */
    static String words(JsonNode condition) {
        String text = condition.path("message").asText(condition.path("reason").asText());
        String line = text.lines().findFirst().orElse("").strip().replaceAll("\\.+$", "");
        return line.isEmpty() ? "no reason given" : line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
