package io.jenkins.plugins.cd4ml.approval.waiver;

import io.jenkins.plugins.cd4ml.engine.gate.Waiver;

/**
 * A waiver as it stands in a build's {@code waivers.json}.
 *
 * @param evaluation digest of the evaluation that its author saw: of another one it says nothing
 * @param when       ISO-8601 instant
 */
public record GivenWaiver(Waiver waiver, String evaluation, String when) {
    /** @return for the approvers: what was let go, by whom, until when and why */
    public String line() {
        return waiver.gate() + " — waived by " + waiver.by() + " until " + waiver.expires() + ": " + waiver.reason();
    }
}
