package io.jenkins.plugins.cd4ml.approval.request;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import jenkins.model.Jenkins;

/** Voids requests whose gate report is another one now: because of a waiver, or because the gates were checked again. */
@Extension(ordinal = 100) // before anything that only publishes
public final class GatesWatch implements RecordListener {
    @Override
    public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) {
        RunFolder record = BuildRecord.of(run);
        if (!"check-gates".equals(verb) || !record.has(RunFolder.GATES)) {
            return;
        }
        String changed = Digests.of(record.file(RunFolder.GATES));
        String who = Jenkins.getAuthentication2().getName();
        for (ApprovalRequest request : Approvals.get().of(run)) {
            String approved = request.digests.get("gates");
            if (request.open() && approved != null && !approved.equals(changed)) {
                Approvals.get().voidRequest(run, request.id, Messages.GatesWatch_changed(who));
            }
        }
    }
}
