package io.jenkins.plugins.cd4ml.promotion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException;
import io.jenkins.plugins.cd4ml.access.EnvironmentAccess;
import io.jenkins.plugins.cd4ml.access.PromotionRules;
import io.jenkins.plugins.cd4ml.access.Proposal;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.promotion.hold.HoldChanges;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;

/** Asks whether a step may do what it is to do, and writes a refusal into the audit log. */
final class PromotionAccess {
    private PromotionAccess() {}

    /**
     * @param digest the model's digest; null before it is known, when only the build is asked about and not the model
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    static void check(Run<?, ?> run, Environment environment, PromotionTask task, String model, String digest)
            throws AccessRefusedException, InterruptedException {
        try {
            if (digest == null) {
                EnvironmentAccess.check(run, environment);
                return;
            }
            EnvironmentAccess.check(run, environment, model);
            if (!task.rollsBack()) {
                PromotionRules.check(
                        run, environment, new Proposal(model, digest, task.acceptWarning(), task.changeTicket()));
            }
        } catch (AccessRefusedException e) {
            refused(run, environment, task, model, e.reason().name(), e.getMessage());
            throw e;
        }
    }

    /** Notes that a promotion or roll back was refused. */
    static void refused(
            Run<?, ?> run, Environment environment, PromotionTask task, String model, String refusal, String sentence) {
        ObjectNode details = details(run, environment, model)
                .put("verb", task.verb())
                .put("refusal", refusal)
                .put("sentence", sentence);
        JenkinsAudit.append("refused", BuildRecord.starter(run), task.reason(), details);
    }

    /** Holds a model after it was rolled back. */
    static void hold(Run<?, ?> run, Environment environment, PromotionTask task, String model) {
        String who = BuildRecord.starter(run) == null ? run.getFullDisplayName() : BuildRecord.starter(run);
        String why = "it was rolled back" + (task.reason() == null ? "" : ": " + task.reason());
        HoldChanges.set("", environment.getName(), model, who, why, run.getExternalizableId());
    }

    private static ObjectNode details(Run<?, ?> run, Environment environment, String model) {
        return Json.object()
                .put("run", run.getExternalizableId())
                .put("folder", BuildRecord.registry(run, model).folder())
                .put("model", model)
                .put("environment", environment.getName());
    }
}
