package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.TraceView;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** A build's training: metrics, parameters and progress, while it runs and afterwards. The browser polls and draws. */
public final class TrainingView {
    private static final String TRACES = "train/" + RunFolder.TRACE_TREES;

    private final Run<?, ?> run;
    private final PageDocuments documents;

    TrainingView(Run<?, ?> run, PageDocuments documents) {
        this.run = run;
        this.documents = documents;
    }

    public Run<?, ?> getObject() {
        return run;
    }

    public String getDisplayName() {
        return Messages.TrainingView_displayName();
    }

    /** @return whether a training of this build told anything yet */
    public boolean isThere() {
        return documents.has(RunFolder.LIVE) || documents.has(RunFolder.TRIALS);
    }

    /** @return the first traces of the training */
    public List<TraceView> getTraces() {
        return TraceView.of(documents.readOrEmpty(TRACES));
    }

    /** @return how many traces there are in all */
    public long getTracesInAll() {
        return documents.readOrEmpty(TRACES).path("tracesInAll").asLong();
    }

    /** @return how many spans all traces have */
    public long getSpansInAll() {
        return documents.readOrEmpty(TRACES).path("spansInAll").asLong();
    }

    /** @return how many traces ended with an error */
    public long getFailedInAll() {
        return documents.readOrEmpty(TRACES).path("failedInAll").asLong();
    }

    private JsonNode live() {
        return documents.has(RunFolder.LIVE) ? documents.read(RunFolder.LIVE) : LiveTrials.of(documents);
    }

    /** The state of the training, of bounded size (see {@link LiveTraining}). */
    @GET
    public void doLive(StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        if (!isThere()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String text;
        try {
            text = Json.line(LiveTraining.of(live(), run.isBuilding()));
        } catch (InputException e) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND); // what an agent left there is not JSON, or too large
            return;
        }
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(text);
    }
}
