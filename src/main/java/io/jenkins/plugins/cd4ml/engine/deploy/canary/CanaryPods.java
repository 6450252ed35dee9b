package io.jenkins.plugins.cd4ml.engine.deploy.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.analysis.LiveMetric;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Canary;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The canaries of one rollout, each beside the Deployment that serves.
 *
 * @param pairs at least one
 */
record CanaryPods(List<Pair> pairs) {
    /**
     * @param canary with one pod
     * @param next   the Deployment as it shall be after the steps
     * @param stable the Deployment as it was before the rollout
     */
    record Pair(ManifestObject canary, ManifestObject next, ObjectNode stable) {
        int serving() {
            return stable.at("/spec/replicas").asInt(1);
        }

        /** As many as make that share of all, at least one: a share of a half is as many as serve. */
        int replicas(int weight) {
            return Math.max(1, (int) Math.round((double) serving() * weight / (100 - weight)));
        }
    }

    /** @return the canaries with as many pods as the weight takes */
    List<ManifestObject> at(int weight) {
        return pairs.stream()
                .map(p -> Canary.scaled(p.canary(), p.replicas(weight)))
                .toList();
    }

    /** @return {@code 1 of 4 pods}: what the weight comes to in whole pods */
    String shown(int weight) {
        int canary = pairs.stream().mapToInt(p -> p.replicas(weight)).sum();
        int all = canary + pairs.stream().mapToInt(Pair::serving).sum();
        return canary + " of " + all + " pods";
    }

    LiveMetric.Track canary() {
        List<String> pods = new ArrayList<>();
        pairs.forEach(p -> pods.add(pods(p.canary().name())));
        return track("canary", pairs.get(0).canary().json(), pods);
    }

    LiveMetric.Track stable() {
        List<String> pods = new ArrayList<>();
        pairs.forEach(p -> pods.add(pods(p.stable().at("/metadata/name").asText())));
        return track("stable", pairs.get(0).stable(), pods);
    }

    /** A regular expression for the pods' names: the Deployment's, a hash and five characters. */
    private static String pods(String deployment) {
        return deployment + "-[a-z0-9]+-[a-z0-9]+";
    }

    private LiveMetric.Track track(String track, JsonNode deployment, List<String> pods) {
        JsonNode labels = pairs.get(0).canary().json().at("/metadata/labels");
        return new LiveMetric.Track(Map.of(
                "track",
                track,
                "version",
                deployment.at("/metadata/labels").path("cd4ml.io/version").asText("unknown"),
                "pods",
                pods.stream().collect(Collectors.joining("|")),
                "model",
                labels.path("cd4ml.io/model").asText(),
                "environment",
                labels.path("cd4ml.io/environment").asText(),
                "namespace",
                deployment.at("/metadata/namespace").asText()));
    }
}
