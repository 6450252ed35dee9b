package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateHead;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateResult;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.util.List;

/**
 * The verdict on one gate, on one slice of it, or on a group, with its numbers.
 *
 * @param verdict       what counts: after {@code onFailure} and waiver
 * @param observed      the measured value; null where there is none
 * @param bound         what decided: a limit of the value, or of the change where {@code baseline} is there
 * @param baseline      the champion's value
 * @param low           of the interval of what is bounded; null without {@code confidence}
 * @param reason        one sentence with the numbers
 * @param onFailure     failure or unstable
 * @param informational shown, but not counted in the overall verdict
 * @param waiver        that makes a "no" a warning; null without
 * @param members       of a group, else empty
 */
public record GateItem(
        String name,
        String metric,
        String slice,
        Verdict verdict,
        Double observed,
        Double bound,
        Double baseline,
        Double low,
        Double high,
        String reason,
        String onFailure,
        boolean informational,
        Waiver waiver,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<GateItem> members) {
    public GateItem {
        name = name == null ? "" : name; // a report may be read that others wrote
        verdict = verdict == null ? Verdict.ERROR : verdict;
        reason = reason == null ? "" : reason;
        members = members == null ? List.of() : List.copyOf(members);
    }

    static GateItem of(GateHead head, String name, GateResult result, List<GateItem> members) {
        Finding finding = result.finding();
        return new GateItem(
                name,
                result.metric(),
                result.slice(),
                finding.verdict(),
                result.observed(),
                finding.bound(),
                result.baseline(),
                finding.low(),
                finding.high(),
                finding.reason(),
                head.onFailure(),
                head.informational() || !result.counted(),
                null,
                members);
    }

    GateItem with(Verdict verdict, String reason, Waiver waiver) {
        return new GateItem(
                name,
                metric,
                slice,
                verdict,
                observed,
                bound,
                baseline,
                low,
                high,
                reason,
                onFailure,
                informational,
                waiver,
                members);
    }
}
