package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageFolds;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import io.jenkins.plugins.cd4ml.pages.document.VerdictText;
import io.jenkins.plugins.cd4ml.pages.files.FilesView;
import io.jenkins.plugins.cd4ml.pages.lineage.BesideBuild;
import io.jenkins.plugins.cd4ml.pages.lineage.RecordExports;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/**
 * A build's record as its pages show it. Reads each document at most once. The record came from an agent: every text
 * is escaped where it is shown, and a broken document is one sentence instead of a page.
 */
public final class RecordView {
    /** At least as many as the graph has nodes, for each is a link to a line. */
    private static final int MOST_ROWS = LineageGraph.MOST_NODES;

    private static final int MOST_FOLDED = 50;

    private final Run<?, ?> run;
    private final PageDocuments documents;
    private Lineage lineage;
    private LineageGraph graph;
    private LineageFolds folds;
    private String problem;

    RecordView(Run<?, ?> run) {
        this.run = run;
        this.documents = new PageDocuments(BuildRecord.of(run));
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** @return the build, by the name that core's build tabs use */
    public Run<?, ?> getObject() {
        return run;
    }

    public String getDisplayName() {
        return Messages.LineageAction_displayName();
    }

    public Lineage getLineage() {
        if (lineage == null) {
            lineage = new Lineage();
            try {
                lineage = documents.lineage();
            } catch (InputException e) {
                problem = e.getMessage();
            }
        }
        return lineage;
    }

    /** @return why part of the record cannot be shown, or null */
    public String getProblem() {
        getLineage();
        read(RunFolder.GATES);
        read(RunFolder.EVALUATION);
        return problem;
    }

    /** @return that the tables leave lines out, or null where they show all */
    public String getCut() {
        int longest = Stream.of(
                        getLineage().entities.size(),
                        getLineage().activities.size(),
                        size(RunFolder.GATES, "items"),
                        size(RunFolder.EVALUATION, "metrics"))
                .max(Integer::compare)
                .get();
        return longest > MOST_ROWS ? Messages.RecordView_cut(MOST_ROWS, longest) : null;
    }

    private int size(String document, String key) {
        return read(document).path(key).size();
    }

    public String getVerdict() {
        return read(RunFolder.GATES).path("verdict").asText("");
    }

    public List<GateRow> getGates() {
        return GateRow.of(read(RunFolder.GATES), read(RunFolder.EVALUATION));
    }

    public List<MetricRow> getMetrics() {
        return StreamSupport.stream(read(RunFolder.EVALUATION).path("metrics").spliterator(), false)
                .limit(MOST_ROWS)
                .map(MetricRow::of)
                .toList();
    }

    /** @return {@code api/json} */
    public Api getApi() {
        return new Api(new RecordBean(getLineage(), documents, getBeside()));
    }

    /** @return what the build's page shows */
    public Overview getOverview() {
        return new Overview(documents);
    }

    /** @return what was done, at most as many lines as a table has */
    public List<ActivityRow> getActivities() {
        return getLineage().activities.stream()
                .limit(MOST_ROWS)
                .map(a -> ActivityRow.of(a, graph()))
                .toList();
    }

    /** @return what it was done with, at most as many lines as a table has */
    public List<EntityRow> getEntities() {
        Set<Integer> described = new HashSet<>();
        return getLineage().entities.stream()
                .limit(MOST_ROWS)
                .map(e -> EntityRow.of(e, graph(), described))
                .toList();
    }

    /** @return one SVG element, its texts escaped by {@link LineageSvg}; empty where {@link #getTooLarge} says why */
    public String getGraph() {
        LineageGraph drawn = graph();
        return LineageSvg.of(drawn, folds == null ? null : new FoldLinks(folds, folded()));
    }

    /** @return why there is no graph, or null */
    public String getTooLarge() {
        return graph().tooLarge();
    }

    /** @return whether the graph shows a way from data to an environment */
    public boolean isWay() {
        return !graph().way().isEmpty();
    }

    /** @return whether parts of the graph are folded away */
    public boolean isFolded() {
        return !folded().isEmpty();
    }

    /** @return ids of what the reader folded */
    private static List<String> folded() {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        String[] folded = request == null ? null : request.getParameterValues("fold");
        return folded == null
                ? List.of()
                : Stream.of(folded).distinct().limit(MOST_FOLDED).toList();
    }

    private LineageGraph graph() {
        if (graph == null) {
            graph = new LineageGraph(getLineage());
            if (graph.tooLarge() == null) {
                folds = new LineageFolds(getLineage(), folded());
                graph = isFolded() ? new LineageGraph(folds.shown()) : graph;
            }
        }
        return graph;
    }

    /** @return a verdict as a CSS class, whatever an agent wrote */
    public static String css(String verdict) {
        return VerdictText.css(verdict);
    }

    /** @return a verdict in the reader's language */
    public static String said(String verdict) {
        return VerdictText.of(verdict);
    }

    /** @return the page of the build's datasets, at {@code data} */
    public DataView getData() {
        return new DataView(run, documents);
    }

    /** @return the page of the build's training, at {@code training} */
    public TrainingView getTraining() {
        return new TrainingView(run, documents);
    }

    /** @return whether the build trained a model, so that there may be files */
    public boolean isTrained() {
        return documents.has(RunFolder.TRAINING) || documents.has(RunFolder.LIVE);
    }

    /** @return the page of the training's files, at {@code files} */
    public FilesView getFiles() {
        return new FilesView(run);
    }

    /** The record itself, for programs. */
    @GET
    public void doLineage(StaplerResponse2 response) throws IOException {
        json(RunFolder.LINEAGE, response);
    }

    /** The gate report itself, for programs. */
    @GET
    public void doGates(StaplerResponse2 response) throws IOException {
        json(RunFolder.GATES, response);
    }

    /** @return builds and versions up- and downstream */
    public BesideBuild getBeside() {
        return new BesideBuild(run);
    }

    /** @return the formats that the record can be downloaded in */
    public RecordExports getExports() {
        return new RecordExports(run, documents);
    }

    /** The record in the format of another tool. */
    @GET
    public void doExport(StaplerResponse2 response, @QueryParameter String format) throws IOException {
        getExports().send(format, response);
    }

    /** @return the page of the model card, at {@code card} */
    public CardView getCard() {
        return new CardView(run, documents);
    }

    private void json(String document, StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        documents.send(document, "application/json", response);
    }

    private JsonNode read(String document) {
        try {
            return documents.has(document) ? documents.read(document) : Json.object();
        } catch (InputException e) {
            problem = e.getMessage();
            return Json.object();
        }
    }
}
