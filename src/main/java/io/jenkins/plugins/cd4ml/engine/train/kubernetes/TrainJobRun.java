package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.kubernetes.TrainingNamespace.Vanished;

/** The training as a Kubeflow TrainJob: one pod for each node that trains. */
final class TrainJobRun implements ClusterRun {
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("trainer.kubeflow.org")
            .withVersion("v1alpha1")
            .withKind("TrainJob")
            .withPlural("trainjobs")
            .withNamespaced(true)
            .build();

    private final TrainingNamespace cluster;
    private final JobObjects plain;
    private final TrainJobObjects objects;
    private final Progress progress;

    TrainJobRun(TrainingNamespace cluster, JobObjects plain, TrainJobObjects objects, Progress progress) {
        this.cluster = cluster;
        this.plain = plain;
        this.objects = objects;
        this.progress = progress;
    }

    private Resource<GenericKubernetesResource> object() {
        return cluster.client()
                .genericKubernetesResources(KIND)
                .inNamespace(cluster.namespace())
                .withName(cluster.name());
    }

    @Override
    public boolean exists() {
        return cluster.asked(object()::get) != null;
    }

    @Override
    public void create(String script, ProjectShipment shipment) {
        GenericKubernetesResource described =
                Json.as(objects.trainJob(shipment.files()), GenericKubernetesResource.class);
        GenericKubernetesResource made;
        try {
            made = cluster.asked(() -> cluster.client()
                    .genericKubernetesResources(KIND)
                    .inNamespace(cluster.namespace())
                    .resource(described)
                    .fieldValidation(FieldValidateable.Validation.STRICT) // else it drops what it does not know
                    .create());
        } catch (InputException e) {
            if (TrainingNamespace.unknownKind(e)) {
                throw new InputException(
                        "The cluster knows no TrainJob of " + TrainJobObjects.API
                                + "; install Kubeflow Trainer there, or leave out train.kubernetes.trainJob.",
                        e);
            }
            throw e;
        }
        try {
            map(script, shipment, made);
        } catch (InputException e) {
            delete(); // its pods would wait for ever
            throw e;
        }
    }

    private void map(String script, ProjectShipment shipment, GenericKubernetesResource of) {
        String uid = of.getMetadata().getUid();
        JobRun.map(cluster, plain.configMap(script, shipment.contents(), TrainJobObjects.API, "TrainJob", uid));
    }

    @Override
    public void complete(String script, ProjectShipment shipment) {
        if (!JobRun.hasMap(cluster)) {
            map(script, shipment, cluster.asked(object()::get));
        }
    }

    @Override
    public void delete() {
        cluster.asked(() ->
                object().withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
    }

    @Override
    public ObjectNode described() {
        return Json.object().put("trainJob", cluster.name()).put("nodes", objects.nodes());
    }

    @Override
    public Ended follow(long startSeconds, Listener listener) {
        try (NodePods pods = new NodePods(cluster, objects, listener, progress)) {
            return followed(startSeconds, listener, pods);
        } catch (Vanished e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private Ended followed(long startSeconds, Listener listener, NodePods pods) {
        long waited = 0;
        int silent = 0;
        String shown = "";
        while (true) {
            JsonNode status;
            try {
                status = status();
                pods.look();
                silent = 0;
            } catch (InputException e) {
                if (++silent > JobRun.MOST_SILENT) {
                    throw e;
                }
                TrainingNamespace.pause();
                continue;
            }
            JsonNode failed = condition(status, "Failed");
            if (failed != null || condition(status, "Complete") != null) {
                return ended(failed, pods);
            }
            JsonNode percentage = status.at("/trainerStatus/progressPercentage");
            if (percentage.isNumber()) {
                listener.done(percentage.asDouble() / 100);
            }
            JsonNode suspended = condition(status, "Suspended");
            String state = suspended != null
                    ? "is suspended (" + suspended.path("message").asText() + ")"
                    : pods.state();
            if (!state.equals(shown)) {
                progress.line(cluster + " " + state);
                shown = state;
            }
            if (suspended == null && pods.running() < objects.nodes() && ++waited > startSeconds) { // glances: seconds
                throw new InputException("The " + cluster + " " + state + " after " + startSeconds
                        + " s (train.kubernetes.startSeconds).");
            }
            TrainingNamespace.pause();
        }
    }

    private JsonNode status() {
        GenericKubernetesResource found = cluster.asked(object()::get);
        if (found == null) {
            throw new Vanished("The " + cluster + " is gone from namespace " + cluster.namespace()
                    + "; somebody deleted it, so train again.");
        }
        return Json.MAPPER.valueToTree(found.getAdditionalProperties()).path("status");
    }

    /** @return the condition where it holds, else null */
    private static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (type.equals(condition.path("type").asText())
                    && "True".equals(condition.path("status").asText())) {
                return condition;
            }
        }
        return null;
    }

    /** @param failed the condition, or null when it is complete */
    private Ended ended(JsonNode failed, NodePods pods) {
        pods.finish(failed == null);
        if (failed == null) { // what failed before was tried again
            return new Ended(0, "Completed", "in the " + cluster, pods.clusterNode(), 0);
        }
        boolean late = "DeadlineExceeded".equals(failed.path("reason").asText());
        if (pods.failed() != null && !late) {
            return pods.failed();
        }
        throw new InputException("The " + cluster + " failed: "
                + failed.path("message").asText().replaceAll("[.\\s]+$", "") + " ("
                + failed.path("reason").asText() + ").");
    }
}
