package io.jenkins.plugins.cd4ml.pages;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.report.Markdown;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails.ChecksDetailsBuilder;
import io.jenkins.plugins.checks.api.ChecksOutput.ChecksOutputBuilder;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import jenkins.model.Jenkins;

/** The only class that names types of the checks-api plugin, which need not be there. */
final class GateCheckPublisher {
    private static final String NAME = "CD4ML gates";

    private GateCheckPublisher() {}

    static void publish(Run<?, ?> run, GateReport report, TaskListener listener) {
        long counted = report.items().stream().filter(i -> !i.informational()).count();
        long passed = report.items().stream()
                .filter(i -> !i.informational() && i.verdict() == Verdict.PASSED)
                .count();
        ChecksDetailsBuilder details = new ChecksDetailsBuilder()
                .withName(NAME)
                .withStatus(ChecksStatus.COMPLETED)
                .withConclusion(conclusion(report.verdict()))
                .withOutput(new ChecksOutputBuilder()
                        .withTitle(passed + " of " + counted + " gates passed")
                        .withSummary(Markdown.plain(report.sentence()))
                        .withText(Markdown.gates(Json.tree(report)))
                        .build());
        String root = Jenkins.get().getRootUrl();
        if (root != null) {
            details.withDetailsURL(root + run.getUrl() + "cd4ml/");
        }
        ChecksPublisherFactory.fromRun(run, listener).publish(details.build());
    }

    /** Only what may be merged is neutral; whatever was not checked or not settled has failed. */
    private static ChecksConclusion conclusion(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> ChecksConclusion.SUCCESS;
            case WARNING -> ChecksConclusion.NEUTRAL;
            default -> ChecksConclusion.FAILURE;
        };
    }
}
