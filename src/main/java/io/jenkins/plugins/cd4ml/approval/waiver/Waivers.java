package io.jenkins.plugins.cd4ml.approval.waiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.approval.web.NotPermittedFailure;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.gate.Waiver;
import io.jenkins.plugins.cd4ml.engine.gate.source.PipelineMetrics;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Waivers of builds: a person lets one gate of one build go, with a reason and until a time. A waiver is in the audit log
 * and in the build's folder before the gates are judged again. Every judgement of a build's gates goes through here, so
 * that no two write its report at once. Thread-safe.
 */
@Extension
public final class Waivers {
    private static final String FILE = "waivers.json";
    private static final int LONGEST_REASON = 2_000;

    /** What the file of a build holds. */
    static final class Stored {
        public List<GivenWaiver> waivers = new ArrayList<>();
    }

    public static Waivers get() {
        return ExtensionList.lookupSingleton(Waivers.class);
    }

    /**
     * Judges the build's gates with its waivers and writes the report and the model card.
     *
     * @param numbers given by the Pipeline for this check and those after it
     *
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when nothing was evaluated, or a gate asks for nothing
     */
    public synchronized Outcome check(Run<?, ?> run, JsonNode numbers) {
        PipelineMetrics.write(BuildRecord.of(run), numbers);
        return check(run);
    }

    synchronized Outcome check(Run<?, ?> run) {
        RunFolder record = BuildRecord.of(run);
        JsonNode project = record.has(RunFolder.PROJECT) ? record.read(RunFolder.PROJECT) : Json.object();
        Gates.checkUnchanged(record, project.path("gates"));
        List<Waiver> waivers = of(run).stream().map(GivenWaiver::waiver).toList();
        Outcome outcome = Gates.run(record, project.path("gates"), waivers);
        ModelCard.write(record);
        return outcome;
    }

    /** @return the waivers that speak of the evaluation that the build has now, oldest first, expired ones too */
    public List<GivenWaiver> of(Run<?, ?> run) {
        RunFolder record = BuildRecord.of(run);
        if (!record.has(FILE) || !record.has(RunFolder.EVALUATION)) {
            return List.of();
        }
        String evaluation = Digests.of(record.file(RunFolder.EVALUATION));
        return load(record).waivers.stream()
                .filter(w -> evaluation.equals(w.evaluation()))
                .toList();
    }

    /** @return the gates that a waiver would help, by name: those that did not pass and are no mere warning */
    List<GateItem> waivable(Run<?, ?> run) {
        RunFolder record = BuildRecord.of(run);
        List<GateItem> found = new ArrayList<>();
        if (record.has(RunFolder.GATES)) {
            waivable(record.read(RunFolder.GATES, GateReport.class).items(), found);
        }
        return found;
    }

    private static void waivable(List<GateItem> items, List<GateItem> into) {
        for (GateItem item : items) {
            if (item.verdict().needsWaiver() && !item.informational()) {
                into.add(item);
                waivable(item.members(), into);
            }
        }
    }

    /**
     * Lets a gate go and judges the gates again.
     *
     * @param until a date (to its end, UTC) or an ISO-8601 instant
     * @throws Failure in one sentence when this person may not, or there is nothing to waive
     */
    public GivenWaiver waive(Run<?, ?> run, String gate, String reason, String until)
            throws IOException, InterruptedException {
        GivenWaiver given = give(run, gate, reason, until);
        tell(run);
        return given;
    }

    /** Whoever hears of it may ask another server: not under the lock. */
    private static void tell(Run<?, ?> run) throws IOException, InterruptedException {
        RecordListener.fire(run, "check-gates", null, TaskListener.NULL);
    }

    private synchronized GivenWaiver give(Run<?, ?> run, String gate, String reason, String until) {
        Authentication who = permitted(run);
        String why = reason == null ? "" : reason.replaceAll("\\p{Cntrl}+", " ").trim();
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw new Failure(Messages.Waivers_reason(LONGEST_REASON));
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = WaiverTime.parse(until, now);
        RunFolder record = BuildRecord.of(run);
        if (waivable(run).stream().noneMatch(i -> i.name().equals(gate))) {
            throw new Failure(Messages.Waivers_nothing());
        }
        String evaluation = Digests.of(record.file(RunFolder.EVALUATION));
        if (!evaluation.equals(
                record.read(RunFolder.GATES).path("evaluationDigest").asText())) {
            throw new Failure(Messages.Waivers_evaluatedAgain());
        }
        Waiver waiver = new Waiver(gate, who.getName(), why, expires.toString());
        GivenWaiver given = new GivenWaiver(waiver, evaluation, now.toString());
        Stored stored = load(record);
        stored.waivers.removeIf(w -> w.waiver().gate().equals(gate));
        stored.waivers.add(given);
        settle(run, "waived", given, why, stored);
        return given;
    }

    /** Takes a waiver back and judges the gates again. @throws Failure when there is none, or this person may not */
    public void withdraw(Run<?, ?> run, String gate) throws IOException, InterruptedException {
        takeBack(run, gate);
        tell(run);
    }

    private synchronized void takeBack(Run<?, ?> run, String gate) {
        permitted(run);
        Stored stored = load(BuildRecord.of(run));
        GivenWaiver given = of(run).stream()
                .filter(w -> w.waiver().gate().equals(gate))
                .findFirst()
                .orElseThrow(() -> new Failure(Messages.Waivers_none()));
        stored.waivers.removeIf(w -> w.waiver().gate().equals(gate));
        settle(run, "waiver withdrawn", given, null, stored);
    }

    private static Authentication permitted(Run<?, ?> run) {
        Authentication who = Jenkins.getAuthentication2();
        try {
            run.checkPermission(Permissions.WAIVE);
            if (who instanceof AnonymousAuthenticationToken) {
                throw new NotPermittedFailure(Messages.Waivers_anonymous());
            }
        } catch (NotPermittedFailure | AccessDeniedException e) {
            JenkinsAudit.notPermitted(run, "waive", who.getName(), e.getMessage());
            throw e;
        }
        return who;
    }

    private void settle(Run<?, ?> run, String event, GivenWaiver given, String reason, Stored stored) {
        RunFolder record = BuildRecord.of(run);
        String who = Jenkins.getAuthentication2().getName();
        ObjectNode details = Json.object().put("run", run.getExternalizableId());
        details.put("gate", given.waiver().gate()).put("expires", given.waiver().expires());
        details.put("evaluation", given.evaluation());
        JenkinsAudit.append(event, who, reason, details);
        record.write(FILE, stored);
        WaiverLineage.record(record, event, who, given);
        check(run);
    }

    private static Stored load(RunFolder record) {
        return record.has(FILE) ? record.read(FILE, Stored.class) : new Stored();
    }
}
