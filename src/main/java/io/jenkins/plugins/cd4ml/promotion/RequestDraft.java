package io.jenkins.plugins.cd4ml.promotion;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.barred.BarredPeople;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Quorum;
import io.jenkins.plugins.cd4ml.approval.waiver.Waivers;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Makes the request that a promotion has to have approved. */
final class RequestDraft {
    private RequestDraft() {}

    /**
     * @param step id of the Pipeline step that will wait
     * @throws AbortException when an author cannot be told and the environment refuses that
     */
    static ApprovalRequest of(
            Run<?, ?> run, String step, Environment environment, PromotionTask task, PromotionWork work)
            throws Exception {
        PromotionBinding binding = work.binding(null);
        if (work.refusal() != null) {
            throw new AbortException(work.refusal());
        }
        ApprovalRequest draft = new ApprovalRequest();
        draft.step = step;
        draft.model = work.model();
        draft.environment = environment.getName();
        draft.rollBack = task.rollsBack();
        draft.reason = task.reason();
        draft.requester = BuildRecord.starter(run);
        draft.digests = binding.digests();
        draft.bound = binding.bound();
        draft.roles = environment.getRoles();
        draft.needed = Quorum.needed(environment.getApprovals(), draft.roles);
        if (draft.needed == 0 && environment.getUnmappedAuthors().equals("ignore")) {
            return draft; // nobody is asked, so nobody need be barred
        }
        if (!task.rollsBack()) {
            lateChanges(run, draft);
        }
        Waivers.get().of(run).forEach(w -> draft.waivers.add(w.line()));
        Optional<ModelVersion> serving = work.serving();
        BarredPeople.find(
                run,
                serving.map(RequestDraft::build).orElse(null),
                serving.map(v -> Instant.parse(v.registered())).orElse(null),
                draft);
        unmapped(environment, draft);
        return draft;
    }

    /** What the gates' check found; the check itself is bound by its digest. */
    private static void lateChanges(Run<?, ?> run, ApprovalRequest draft) {
        Lineage.Entity gates = BuildRecord.of(run).lineage().entity("gates");
        Object changed = gates == null ? null : gates.attributes().get(Gates.CHANGED);
        if (changed != null) {
            draft.lateChanges.add(String.valueOf(changed));
        }
    }

    private static void unmapped(Environment environment, ApprovalRequest draft) throws AbortException {
        if (draft.unmapped.isEmpty() || environment.getUnmappedAuthors().equals("ignore")) {
            return;
        }
        if (environment.getUnmappedAuthors().equals("refuse")) {
            throw new AbortException("Changes in this model are by authors who are no users of this Jenkins ("
                    + String.join(", ", draft.unmapped) + "), and " + environment.getName()
                    + " takes none of those; give them accounts that the source control's names lead to.");
        }
        draft.needed++;
    }

    /** @return id of the build that registered a version, or null */
    private static String build(ModelVersion version) {
        Path lineage = version.document(RunFolder.LINEAGE);
        return Files.isRegularFile(lineage) ? Json.read(lineage, Lineage.class).run : null;
    }
}
