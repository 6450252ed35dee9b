package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.OwnedFields;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelLabels;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;

/**
 * Whose an object in the cluster is, by the labels that cd4ml writes on it: another model's or environment's is never
 * touched, and what cd4ml did not make only where the promotion may take it over.
 */
public final class Ownership {
    private Ownership() {}

    /**
     * @param object as it shall be applied, with its labels
     * @param live    as the cluster has it
     * @param cluster where it is
     * @throws PromotionRefusedException when the promotion may not touch it
     */
    public static void check(ManifestObject object, ObjectNode live, ClusterClient cluster, boolean takeOver) {
        String model = label(live, ModelLabels.MODEL);
        String environment = label(live, ModelLabels.ENVIRONMENT);
        if (!model.isEmpty() || !environment.isEmpty()) {
            boolean own = model.equals(label(object.json(), ModelLabels.MODEL))
                    && environment.equals(label(object.json(), ModelLabels.ENVIRONMENT));
            if (!own) {
                throw new PromotionRefusedException(object.place() + ": " + object.shown()
                        + " belongs to the model " + model + " in the environment " + environment
                        + " and is not touched; give this model's object a name of its own.");
            }
            String registry = label(live, ModelLabels.REGISTRY);
            if (!takeOver && !registry.isEmpty() && !registry.equals(label(object.json(), ModelLabels.REGISTRY))) {
                throw new PromotionRefusedException(object.place() + ": " + object.shown() + " belongs to the model "
                        + model + " in the environment " + environment + " of another folder or registry (" + registry
                        + ") and is not touched; give this one's object, model or environment a name of its own, or,"
                        + " where that registry is gone, adopt it with --take-over.");
            }
        } else if (!takeOver && !OwnedFields.applied(live, cluster.manager())) {
            throw new PromotionRefusedException(object.place() + ": " + object.shown()
                    + " is there already and was not made by cd4ml" + by(live)
                    + "; give this model's object a name of its own, delete that one, or adopt it with --take-over.");
        }
    }

    private static String by(ObjectNode live) {
        JsonNode manager = live.at("/metadata/managedFields/0/manager");
        return manager.isTextual() ? " but by " + manager.asText() : "";
    }

    private static String label(JsonNode object, String label) {
        return object.at("/metadata/labels").path(label).asText("");
    }
}
