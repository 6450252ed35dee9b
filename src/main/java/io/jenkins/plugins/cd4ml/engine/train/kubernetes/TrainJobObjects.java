package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

/**
 * The same training as a Kubeflow TrainJob, as JSON. What its runtime says stands; the pods of its trainer get the script
 * as command and, by a patch, the volumes.
 *
 * @see <a href="https://www.kubeflow.org/docs/components/trainer/">Kubeflow Trainer</a>
 */
final class TrainJobObjects {
    static final String API = "trainer.kubeflow.org/v1alpha1";
    /** Kubeflow Trainer gives this name to the container that trains. */
    static final String CONTAINER = "node";
    /** The patches of one manager are one entry of the TrainJob. */
    private static final String MANAGER = "plugins.jenkins.io/cd4ml";

    private final JobObjects plain;
    private final JsonNode block;

    TrainJobObjects(JobObjects plain, JsonNode block) {
        this.plain = plain;
        this.block = block;
    }

    /** @return how many nodes train together */
    int nodes() {
        return block.at("/trainJob/nodes").asInt(1);
    }

    /** @return the name of the runtime's Job that trains */
    String replicatedJob() {
        return block.at("/trainJob/replicatedJob").asText("node");
    }

    /** @param files paths below the project, in the order of the ConfigMap's keys */
    ObjectNode trainJob(List<String> files) {
        JsonNode wanted = block.get("trainJob");
        ObjectNode trainJob = Json.object().put("apiVersion", API).put("kind", "TrainJob");
        plain.metadata(trainJob);
        ObjectNode spec = trainJob.putObject("spec");
        ObjectNode runtime =
                spec.putObject("runtimeRef").put("name", wanted.get("runtime").asText());
        if (wanted.has("runtimeKind")) {
            runtime.put("kind", wanted.get("runtimeKind").asText());
        }
        ObjectNode trainer = spec.putObject("trainer").put("numNodes", nodes());
        if (block.has("image")) {
            trainer.put("image", block.get("image").asText());
        }
        if (wanted.has("processesPerNode")) {
            trainer.put("numProcPerNode", wanted.get("processesPerNode").asInt());
        }
        trainer.putArray("command").add("/bin/sh").add(PodScript.FILES + "/run.sh");
        trainer.set("env", plain.env());
        trainer.set("resourcesPerNode", plain.resources());
        spec.putArray("runtimePatches").add(patch(files));
        return trainJob;
    }

    private ObjectNode patch(List<String> files) {
        ObjectNode patch = Json.object().put("manager", MANAGER);
        ObjectNode job = patch.withObject("/trainingRuntimeSpec/template/spec")
                .putArray("replicatedJobs")
                .addObject()
                .put("name", replicatedJob());
        ObjectNode template = job.withObject("/template/spec/template");
        plain.podMetadata(template.putObject("metadata"));
        ObjectNode pod = template.putObject("spec");
        plain.where(pod);
        pod.putArray("containers").addObject().put("name", CONTAINER);
        plain.volumes(pod, files);
        ArrayNode mounts = (ArrayNode) pod.at("/containers/0/volumeMounts");
        int i = 0;
        for (JsonNode secret : block.path("secrets")) { // a patch knows no envFrom: the script reads the files
            String volume = "secret" + i++;
            ((ArrayNode) pod.get("volumes"))
                    .addObject()
                    .put("name", volume)
                    .putObject("secret")
                    .put("secretName", secret.asText());
            mounts.addObject()
                    .put("name", volume)
                    .put("mountPath", PodScript.SECRETS + "/" + secret.asText())
                    .put("readOnly", true);
        }
        if (block.has("pod")) {
            JobObjects.merge(pod, block.get("pod"));
        }
        return patch;
    }
}
