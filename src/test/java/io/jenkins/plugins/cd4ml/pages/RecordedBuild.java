package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;

/** Builds with the record that a training, an evaluation against a champion and a gate check leave, for all pages. */
public final class RecordedBuild {
    /** What an attacker would call a slice. */
    public static final String HOSTILE = "<img src=x onerror=alert(1)>\"' \uD83D\uDE80";

    private final Random random;
    private final WorkflowRun run;
    private final RunFolder record;
    private final double auc;

    private RecordedBuild(WorkflowRun run) {
        this.run = run;
        this.record = BuildRecord.of(run);
        this.random = new Random(run.getNumber());
        this.auc = 0.86 + 0.008 * run.getNumber() - 0.02 * random.nextDouble();
    }

    /** @return a new build of the job of that name, which is made when there is none */
    public static WorkflowRun of(String name) throws Exception {
        WorkflowJob known = Jenkins.get().getItemByFullName(name, WorkflowJob.class);
        WorkflowJob job = known == null ? Jenkins.get().createProject(WorkflowJob.class, name) : known;
        job.setDefinition(new CpsFlowDefinition("", true));
        WorkflowRun run = job.scheduleBuild2(0).get();
        BuildRecord.begin(run);
        new RecordedBuild(run).write();
        for (String verb : List.of("train-model", "evaluate-model", "check-gates")) {
            new LineageAction.Refresh().recorded(run, verb, new FilePath(run.getRootDir()), TaskListener.NULL);
        }
        return run;
    }

    private void write() {
        record.write(RunFolder.TRAINING, training());
        record.write(RunFolder.EVALUATION, evaluation());
        record.write(RunFolder.GATES, gates());
        data("train", 3_000, true);
        data("holdout", 500, run.getNumber() % 4 != 0);
        Lineage lineage = record.lineage();
        lineage.model = "churn";
        for (String data : List.of("train", "holdout")) {
            thing(lineage, "dataset:" + data, "dataset", data);
            thing(lineage, "contract:" + data, "contract", "contracts/customers.yaml");
            done(lineage, "validate", List.of("dataset:" + data, "contract:" + data), List.of());
        }
        thing(lineage, "code", "code", "https://git.example/team/churn_prediction_models " + HOSTILE);
        thing(lineage, "model", "model", "churn");
        thing(lineage, "evaluation", "report", "evaluation of churn on holdout");
        thing(lineage, "gates", "report", "gates");
        done(lineage, "train", List.of("dataset:train", "code"), List.of("model"));
        done(lineage, "evaluate", List.of("model", "dataset:holdout"), List.of("evaluation"));
        done(lineage, "gate", List.of("evaluation"), List.of("gates"));
        record.write(lineage);
        ModelCard.write(record);
    }

    private void thing(Lineage lineage, String id, String kind, String name) {
        String digest = "sha256:" + String.format("%064x", (name + id + run.getNumber()).hashCode() & 0xffffffffL);
        lineage.put(new Lineage.Entity(id, kind, name, digest, Map.of("rows", 1000)));
    }

    private static void done(Lineage lineage, String kind, List<String> used, List<String> made) {
        RunFolder.record(lineage, kind, Instant.now(), true, kind + " of churn went well", used, made, Map.of());
    }

    private ObjectNode training() {
        ObjectNode training = Json.object().put("trainer", "xgboost").put("seconds", 42.5 + run.getNumber());
        training.putObject("model").put("path", "model").put("digest", "sha256:" + "ab12".repeat(16));
        training.putObject("params")
                .put("max_depth", 3 + run.getNumber() % 4)
                .put("lr", run.getNumber() % 2 == 0 ? 0.05 : 0.1)
                .put("objective", "binary:logistic");
        return training;
    }

    private void data(String name, int rows, boolean valid) {
        ObjectNode validation = Json.object().put("dataset", name).put("rows", rows + 10 * run.getNumber());
        validation
                .put("valid", valid)
                .put("digest", "sha256:" + "cd34".repeat(16))
                .putArray("checks");
        record.write("data/" + name + "/validation.json", validation);
        ObjectNode profile = Json.object().put("rows", rows);
        for (String column : List.of("age", "income", "tenure")) {
            ObjectNode described = profile.withArray("columns").addObject().put("name", column);
            described.put("numeric", true).put("count", rows).put("missing", random.nextInt(20));
            described
                    .put("mean", 40 + random.nextGaussian())
                    .put("min", 1)
                    .put("max", 90)
                    .put("distinct", 80);
        }
        record.write("data/" + name + "/profile.json", profile);
    }

    private ObjectNode evaluation() {
        ObjectNode evaluation = Json.object().put("format", 1).put("task", "binary");
        evaluation.putObject("dataset").put("name", "holdout").put("rows", 500).put("target", "churned");
        evaluation.putArray("classes").add("stays").add("leaves");
        evaluation
                .putObject("champion")
                .put("against", "production")
                .put("version", 11)
                .put("run", "churn#7")
                .put("how", "scored on the same rows")
                .put("reason", "served");
        evaluation
                .putObject("leakage")
                .putArray("findings")
                .add("the feature tenure alone tells the target (AUC 0.9912)");
        metric(evaluation, "auc", null, auc, 0.87, 500);
        metric(evaluation, "accuracy", null, auc - 0.05, 0.82, 500);
        metric(evaluation, "log_loss", null, 0.4 - auc / 10, 0.33, 500);
        String[] slices = {"region=north", "region=south", "age_group=under_25_years_old_at_signup", HOSTILE};
        for (int i = 0; i < slices.length; i++) {
            metric(evaluation, "auc", slices[i], auc - 0.06 * i, 0.86 - 0.05 * i, 160 - 40 * i);
        }
        details(evaluation.putObject("details"), auc, 0);
        details(evaluation.putObject("championDetails"), 0.8, 7);
        return evaluation;
    }

    private static void metric(ObjectNode to, String name, String slice, double value, double champion, int rows) {
        ObjectNode metric =
                to.withArray("metrics").addObject().put("name", name).put("slice", slice);
        metric.put("higherIsBetter", !name.equals("log_loss"))
                .put("value", value)
                .put("champion", champion);
        double half = 0.6 / Math.sqrt(rows);
        metric.put("rows", rows)
                .putObject("interval")
                .put("low", value - half)
                .put("high", value + half)
                .put("confidence", 0.95);
    }

    private static void details(ObjectNode details, double quality, int shift) {
        ObjectNode confusion = details.putObject("confusion");
        confusion.putArray("classes").add("stays").add("leaves");
        ArrayNode matrix = confusion.putArray("truthByPrediction");
        matrix.addArray().add(330 - shift).add(40 + shift);
        matrix.addArray().add(30 + shift).add(100 - shift);
        ArrayNode curve = details.putArray("curve");
        curve.addObject()
                .putNull("threshold")
                .put("truePositiveRate", 0)
                .put("falsePositiveRate", 0)
                .putNull("precision");
        for (int i = 1; i <= 100; i++) {
            double x = i / 100.0;
            curve.addObject()
                    .put("threshold", 1 - x)
                    .put("falsePositiveRate", x)
                    .put("truePositiveRate", Math.pow(x, (1 - quality) / quality))
                    .put("precision", 1 - 0.74 * x);
        }
        ArrayNode calibration = details.putArray("calibration");
        ObjectNode scores = details.putObject("scores").put("low", 0.0).put("high", 1.0);
        ArrayNode stays =
                scores.putArray("classes").addObject().put("class", "stays").putArray("counts");
        ArrayNode leaves = ((ArrayNode) scores.get("classes"))
                .addObject()
                .put("class", "leaves")
                .putArray("counts");
        for (int bin = 0; bin < 20; bin++) {
            stays.add(Math.round(80 * Math.exp(-0.05 * (bin - 4) * (bin - 4))));
            leaves.add(Math.round(25 * Math.exp(-0.05 * (bin - 14) * (bin - 14))));
            if (bin % 2 == 0) {
                double p = bin / 20.0 + 0.05;
                calibration.addObject().put("rows", 50).put("predicted", p).put("observed", Math.pow(p, 1.2));
            }
        }
    }

    private ObjectNode gates() {
        ObjectNode gates = Json.object().put("format", 1).put("modelDigest", "sha256:" + "ab12".repeat(16));
        ArrayNode items = gates.putArray("items");
        boolean good = auc >= 0.88;
        gate(items, "auc min 0.88", "auc", good ? "PASSED" : "FAILED", auc, 0.88);
        gate(items, "log_loss max 0.35", "log_loss", "PASSED", 0.4 - auc / 10, 0.35);
        ObjectNode change = gate(items, "auc minChange -0.01 against production", "auc", "INCONCLUSIVE", auc, -0.01);
        change.put("baseline", 0.87).put("low", -0.03).put("high", 0.04);
        change.put("reason", "the interval from -0.03 to 0.04 of auc's change neither keeps nor breaks -0.01.");
        ObjectNode group = gate(items, "every region_of_the_country_where_we_sell", "auc", "PASSED", auc, 0.7);
        gate(group.putArray("members"), "auc min 0.7 in region=north", "auc", "PASSED", auc, 0.7);
        return gates.put("verdict", good ? "INCONCLUSIVE" : "FAILED");
    }

    private static ObjectNode gate(
            ArrayNode items, String name, String metric, String verdict, double observed, double bound) {
        ObjectNode item =
                items.addObject().put("name", name).put("metric", metric).put("verdict", verdict);
        item.put("observed", observed)
                .put("bound", bound)
                .put("onFailure", "failure")
                .put("informational", false);
        item.put("low", observed - 0.03).put("high", observed + 0.03);
        return item.put("reason", metric + " is " + observed + ", which " + verdict.toLowerCase() + " " + bound + ".");
    }
}
