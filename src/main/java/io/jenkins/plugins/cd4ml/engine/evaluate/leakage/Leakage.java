package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what the dataset of an evaluation shares with the data that the model was trained on. The result is the
 * section {@code leakage} of {@code evaluation.json}; gates name its {@code metrics} as {@code leakage.rows.share}.
 */
public final class Leakage {
    /** From this share of rows beyond chance on, what is measured counts as measured on the training data. */
    static final double TRAINED_ON = 0.1;

    private static final String VERY = "the model was trained on this very dataset, ";

    private final Project project;
    private final EvaluationSettings settings;
    private final List<String> features;
    private final ObjectNode section = Json.object().put("trainedOn", false);
    private final ArrayNode training = section.putArray("training");
    private final ObjectNode metrics = section.putObject("metrics");
    private final ArrayNode findings = section.putArray("findings");

    private Leakage(Project project, EvaluationSettings settings, List<String> features) {
        this.project = project;
        this.settings = settings;
        this.features = features;
    }

    /**
     * @param model    its digest
     * @param data     digest of the measured dataset
     * @param features that the model reads; empty when unknown
     * @return the section, without what single features tell
     */
    public static ObjectNode of(
            Project project,
            EvaluationSettings settings,
            Lineage lineage,
            String model,
            String data,
            List<String> features) {
        Leakage leakage = new Leakage(project, settings, features);
        TrainingData known = TrainingData.of(project, lineage, model);
        if (known.names().isEmpty()) {
            return leakage.unknown(
                    known.recorded()
                            ? "cd4ml.yaml described no training data when the model was trained"
                            : "no training of this model is recorded in this run, and cd4ml.yaml names no training"
                                    + " data");
        }
        for (String name : known.names()) {
            leakage.compare(name, data.equals(lineage.digest("dataset:" + name)) && known.recorded());
        }
        return leakage.section;
    }

    private ObjectNode unknown(String why) {
        section.put("why", why);
        return section;
    }

    /** @param same whether these very bytes were trained on */
    private void compare(String name, boolean same) {
        if (!project.section("data").has(name)) {
            unknown("cd4ml.yaml no longer has the training data " + name);
            if (same) {
                trainedOn(VERY + name);
            }
            return;
        }
        try (Duck duck = Duck.open()) {
            Dataset measured = Dataset.open(duck, project, settings.dataset());
            Dataset trained = Dataset.open(duck, project, name);
            boolean itself = same
                    || SourceDigests.of(project, name, "path")
                            .equals(SourceDigests.of(project, settings.dataset(), "path"));
            measure(duck, measured, trained, name, itself);
            training.add(name);
        } catch (SQLException e) {
            unknown("the training data " + name + " could not be compared: " + Dataset.reason(e));
        } catch (InputException e) { // an evaluation may run where the training data are not
            unknown("the training data " + name + " could not be read: "
                    + e.getMessage().replaceAll("\\.$", ""));
            if (same) {
                trainedOn(VERY + name);
            }
        }
    }

    private void measure(Duck duck, Dataset measured, Dataset trained, String name, boolean same) throws SQLException {
        List<String> columns = settings.candidates(features.isEmpty() ? measured.columns() : features);
        columns.retainAll(trained.columns());
        columns.retainAll(measured.columns());
        if (columns.isEmpty()) {
            unknown("the training data " + name + " have none of the model's columns");
            return;
        }
        List<String> whole = new ArrayList<>(columns);
        if (trained.columns().contains(settings.target())) {
            whole.add(settings.target());
        }
        String group = both(settings.group(), measured, trained);
        String time = both(settings.time(), measured, trained);
        SharedRows shared = new SharedRows(duck, measured, trained, columns, whole, group, time);
        SharedRows.Count byFeatures = shared.byFeatures();
        SharedRows.Count rows = shared.rows();
        put("features", byFeatures);
        put("rows", rows);
        metrics.put(
                "rows.expected",
                Math.max(rows.expected(), metrics.path("rows.expected").asDouble()));
        String reason = rows.shared() + " of " + rows.rows() + " rows of " + settings.dataset()
                + " stand in the training data " + name;
        if (same) {
            trainedOn(VERY + name);
        } else if (Math.max(rows.excess(), byFeatures.excess()) >= TRAINED_ON) {
            trainedOn(
                    rows.excess() >= TRAINED_ON
                            ? reason
                            : byFeatures.shared() + " of " + byFeatures.rows() + " rows of " + settings.dataset()
                                    + " have the features of a row of the training data " + name);
        } else if (rows.excess() > 0) {
            findings.add(reason + ", more than chance would make");
        }
        if (group != null) {
            groups(shared.groups(), name);
        }
        if (time != null) {
            times(shared.notLater(), name);
        }
    }

    private void groups(SharedRows.Count groups, String name) {
        put("groups", groups);
        if (groups.shared() > 0) {
            findings.add(groups.shared() + " of " + groups.rows() + " values of " + settings.group()
                    + " stand in the training data " + name + ", too");
        }
    }

    private void times(SharedRows.Count times, String name) {
        if (times == null) {
            findings.add(settings.time() + " holds no times that can be compared");
            return;
        }
        put("time", times);
        if (times.shared() > 0) {
            findings.add(times.shared() + " of " + times.rows() + " rows are by their " + settings.time()
                    + " not later than the last row of the training data " + name);
        }
    }

    /** @return the column where both have it, else null */
    private static String both(String column, Dataset measured, Dataset trained) {
        return measured.columns().contains(column) && trained.columns().contains(column) ? column : null;
    }

    /** Of several training datasets the worst counts. */
    private void put(String name, SharedRows.Count count) {
        if (count.shared() >= metrics.path(name + ".count").asLong(-1)) {
            metrics.put(name + ".count", count.shared()).put(name + ".share", count.share());
        }
    }

    private void trainedOn(String reason) {
        section.put("trainedOn", true).put("reason", reason);
        findings.add(reason);
    }
}
