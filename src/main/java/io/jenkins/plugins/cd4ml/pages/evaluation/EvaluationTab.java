package io.jenkins.plugins.cd4ml.pages.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.DetailTable;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordSummary;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/**
 * A build's evaluation, at {@code cd4ml-evaluation}. The charts' numbers go to the browser as one small document and
 * are drawn there; the same numbers stand in tables for readers without JavaScript.
 */
public final class EvaluationTab extends Tab {
    private static final int MOST_ROWS = 2_000;
    /** What charts are drawn of. */
    private static final List<String> CHARTED =
            List.of("confusion", "curve", "calibration", "scores", "residuals", "importance");

    private final Run<?, ?> run;
    private final PageDocuments documents;
    private String problem;

    EvaluationTab(Run<?, ?> run) {
        super(run);
        this.run = run;
        this.documents = new PageDocuments(BuildRecord.of(run));
    }

    @Override
    public String getIconFileName() {
        return "symbol-analytics-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.EvaluationTab_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-evaluation";
    }

    private JsonNode evaluation() {
        try {
            return documents.read(RunFolder.EVALUATION);
        } catch (InputException e) {
            problem = e.getMessage();
            return Json.object();
        }
    }

    /** @return why the evaluation cannot be shown, or null */
    public String getProblem() {
        evaluation();
        return problem;
    }

    /** @return what was measured on, such as "holdout, 500 rows" */
    public String getMeasuredOn() {
        JsonNode dataset = evaluation().path("dataset");
        return dataset.isObject()
                ? Messages.EvaluationTab_measuredOn(
                        dataset.path("name").asText(), dataset.path("rows").asText())
                : "";
    }

    /** @return whether the champion answered the same rows, so that charts show it, too */
    public boolean isCompared() {
        return evaluation().path("championDetails").isObject();
    }

    /** @return each metric, on the whole holdout and on its slices */
    public List<SliceRow> getSlices() {
        return StreamSupport.stream(evaluation().path("metrics").spliterator(), false)
                .limit(MOST_ROWS)
                .map(SliceRow::of)
                .toList();
    }

    /** @return the charts' numbers as tables */
    public List<DetailTable> getTables() {
        return DetailTable.of(evaluation());
    }

    /** @return whether there is anything to draw */
    public boolean isCharted() {
        return CHARTED.stream().anyMatch(evaluation().path("details")::has);
    }

    /** The numbers of the charts, for the browser. */
    @GET
    public void doDetails(StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        ObjectNode answer = Json.object();
        for (String part : List.of("details", "championDetails")) {
            ObjectNode charted = answer.putObject(part);
            CHARTED.stream()
                    .filter(evaluation().path(part)::has)
                    .forEach(key -> charted.set(key, evaluation().path(part).get(key)));
        }
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().write(Json.line(answer));
    }

    /** Only builds that evaluated something have the page; others cost one look at their actions. */
    @Extension
    public static final class Factory extends TransientActionFactory<Run<?, ?>> {
        @Override
        @SuppressWarnings("unchecked")
        public Class<Run<?, ?>> type() {
            return (Class<Run<?, ?>>) (Class<?>) Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return Tab.class;
        }

        @Override
        @SuppressWarnings("deprecation") // the persisted actions only: the others would ask this factory again
        public Collection<? extends Action> createFor(Run<?, ?> run) {
            boolean ours = run.getActions().stream().anyMatch(RecordSummary.class::isInstance);
            return ours && BuildRecord.of(run).has(RunFolder.EVALUATION) ? List.of(new EvaluationTab(run)) : List.of();
        }
    }
}
