package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind.KindStatus;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An applied object together with what its controller makes of it, as it is at one moment.
 *
 * @param lives what makes pods: the object itself, or its parts
 * @param pods  asks the cluster for the newest pods
 */
public record Workload(KindStatus.State state, List<ObjectNode> lives, Supplier<List<ObjectNode>> pods) {
    /**
     * @param kind of the object
     * @param when completes the sentence for an object that is gone, such as {@code while it rolled out}
     * @throws PromotionRefusedException when it is gone
     */
    public static Workload look(ManifestObject object, KindStatus kind, ClusterClient cluster, String when) {
        WorkloadPods pods = new WorkloadPods(cluster);
        ObjectNode live = cluster.get(object)
                .orElseThrow(() -> new PromotionRefusedException(object.shown() + " was deleted " + when + "."));
        List<ManifestObject> parts = kind.parts(object, live);
        if (parts.isEmpty()) {
            return new Workload(kind.state(live), List.of(live), () -> pods.newest(object, live));
        }
        KindStatus.State state = kind.state(live);
        List<ObjectNode> lives = new ArrayList<>();
        List<Supplier<List<ObjectNode>>> of = new ArrayList<>();
        for (ManifestObject part : parts) {
            Optional<ObjectNode> made = cluster.get(part);
            made.ifPresent(there -> {
                lives.add(there);
                of.add(() -> pods.newest(part, there));
            });
            KindStatus.State now = state(part, made);
            if (state.failed() == null && !now.done()) {
                state = now;
            }
        }
        return new Workload(
                state,
                lives,
                () -> of.stream().flatMap(some -> some.get().stream()).toList());
    }

    private static KindStatus.State state(ManifestObject part, Optional<ObjectNode> made) {
        if (made.isEmpty()) {
            return KindStatus.State.waiting(part.shown() + " is not there yet");
        }
        for (String marks : List.of("/spec/template/metadata/labels", "/spec/template/metadata/annotations")) {
            JsonNode carried = made.get().at(marks);
            boolean newest = part.json().at(marks).properties().stream()
                    .allMatch(mark -> carried.path(mark.getKey()).equals(mark.getValue()));
            if (!newest) {
                return KindStatus.State.waiting(part.shown() + " is still that of another version");
            }
        }
        return KindStatus.of(part)
                .map(kind -> kind.state(made.get()).of(part.shown()))
                .orElse(KindStatus.State.DONE);
    }
}
