package io.jenkins.plugins.cd4ml.pages;

import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.report.Markdown;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails.ChecksDetailsBuilder;
import io.jenkins.plugins.checks.api.ChecksOutput.ChecksOutputBuilder;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;

/** The only class that names types of the checks-api plugin, which need not be there. */
final class GateCheckPublisher {
    private static final String NAME = "CD4ML gates";
    /** What checks-api says where no plugin publishes: of no use in every build's log. */
    private static final String NOBODY = "No suitable checks publisher found";

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
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ChecksPublisherFactory.fromRun(run, new StreamTaskListener(said, StandardCharsets.UTF_8))
                .publish(details.build());
        said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains(NOBODY))
                .forEach(listener.getLogger()::println);
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
