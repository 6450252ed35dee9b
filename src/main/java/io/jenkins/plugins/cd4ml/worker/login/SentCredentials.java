package io.jenkins.plugins.cd4ml.worker.login;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException;
import io.jenkins.plugins.cd4ml.access.CredentialAccess;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.util.List;

/** Asks whether a credential may be sent where a repository says, and writes a refusal into the audit log. */
final class SentCredentials {
    private SentCredentials() {}

    /** @throws AccessRefusedException in one sentence with the way out when it may not */
    static void check(Run<?, ?> run, String id, List<ServerAddress> servers, String place)
            throws AccessRefusedException {
        try {
            CredentialAccess.check(run, id, servers, place);
        } catch (AccessRefusedException e) {
            JenkinsAudit.append(
                    "credentials refused",
                    BuildRecord.starter(run),
                    null,
                    Json.object()
                            .put("run", run.getExternalizableId())
                            .put("credentials", id)
                            .put("refusal", e.reason().name())
                            .put("sentence", e.getMessage()));
            throw e;
        }
    }
}
