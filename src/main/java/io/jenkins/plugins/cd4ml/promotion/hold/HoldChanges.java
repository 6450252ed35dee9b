package io.jenkins.plugins.cd4ml.promotion.hold;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.config.Hold;
import io.jenkins.plugins.cd4ml.config.Holds;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.util.Optional;

/** Changes holds; what cannot be written into the audit log does not happen. Asks for no permission. Thread-safe. */
public final class HoldChanges {
    private HoldChanges() {}

    /**
     * @param folder full name of the folder whose jobs it stops; "" for all of Jenkins
     * @param model  the only model it stops; null for all
     * @param run    the build whose roll back it follows; null for none
     * @return the hold as it is now: where there was the same before, that one stays
     */
    public static Hold set(String folder, String environment, String model, String who, String why, String run) {
        Holds holds = Holds.get();
        synchronized (holds) { // the log says held once, however many ask at once
            Optional<Hold> before = holds.find(folder, environment, model);
            if (before.isPresent()) {
                return before.get();
            }
            JenkinsAudit.append("held", who, why, details(folder, environment, model, run));
            return holds.set(folder, environment, model, who, why);
        }
    }

    /** @return the hold that was lifted; empty when there is none */
    static Optional<Hold> lift(String folder, String environment, String model, String who, String why) {
        Holds holds = Holds.get();
        synchronized (holds) {
            Optional<Hold> before = holds.find(folder, environment, model);
            if (before.isPresent()) {
                JenkinsAudit.append("hold lifted", who, why, details(folder, environment, model, null));
                holds.lift(folder, environment, model);
            }
            return before;
        }
    }

    private static ObjectNode details(String folder, String environment, String model, String run) {
        ObjectNode details = Json.object().put("environment", environment);
        if (!folder.isEmpty()) {
            details.put("folder", folder);
        }
        if (model != null) {
            details.put("model", model);
        }
        if (run != null) {
            details.put("run", run);
        }
        return details;
    }
}
