package io.jenkins.plugins.cd4ml.engine.train.tracking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.RunsPage;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** What a training in Java does with MLflow's client, call by call: what each gives is kept, without ids and times. */
final class JavaConversation {
    private static final int POINTS = 1_000;
    /** Code and message of an error, without what a database adds to it. */
    private static final Pattern ERROR =
            Pattern.compile("\"error_code\": ?\"(.*?)\", ?\"message\": ?\"(.*?)(?: Error: \\(sqlite3.*?)?\"[,}]");

    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final MlflowClient client;

    JavaConversation(String url, String token) {
        BasicMlflowHostCreds host =
                token.isEmpty() ? new BasicMlflowHostCreds(url) : new BasicMlflowHostCreds(url, token);
        client = new MlflowClient(host);
    }

    /** @return what each call gave, by its name */
    Map<String, String> talk() {
        String experiment = client.createExperiment("from-java");
        names.put(experiment, "EXPERIMENT");
        keep("getExperiment", client.getExperiment(experiment).getName());
        keep("getExperimentByName", client.getExperimentByName("from-java").isPresent());
        keep("no such experiment", client.getExperimentByName("nothing").isPresent());
        client.setExperimentTag(experiment, "team", "risk");
        keep("setExperimentTag", client.getExperiment(experiment).getTagsList());
        client.renameExperiment(experiment, "renamed");
        keep("renameExperiment", client.getExperiment(experiment).getName());
        fails("createExperiment twice", () -> client.createExperiment("renamed"));

        MlflowContext context = new MlflowContext(client).setExperimentId(experiment);
        ActiveRun parent = context.startRun("parent");
        names.put(parent.getId(), "PARENT");
        parent.logParam("rate", "0.1");
        parent.logParams(Map.of("depth", "3"));
        parent.setTags(Map.of("kind", "trees"));
        for (int step = 0; step < 5; step++) {
            parent.logMetric("loss", 1.0 / (step + 1), step);
        }
        parent.logMetrics(Map.of("auc", 0.9, "nan", Double.NaN, "inf", Double.POSITIVE_INFINITY), 4);
        ActiveRun child = context.startRun("child", parent.getId());
        names.put(child.getId(), "CHILD");
        child.logMetric("loss", 0.25);
        child.endRun(Service.RunStatus.FAILED);
        keep("startRun", run(parent.getId()));
        keep("nested run", run(child.getId()));
        keep(
                "getMetricHistory",
                client.getMetricHistory(parent.getId(), "loss").stream()
                        .map(m -> m.getStep() + ": " + m.getValue())
                        .toList());
        fails("logParam again", () -> parent.logParam("rate", "0.2"));

        fails("logBatch of too many", () -> client.logBatch(parent.getId(), points(), List.of(param("x", "1")), null));
        client.logBatch(parent.getId(), points(), null, null);
        client.logBatch(parent.getId(), null, List.of(param("batch", "64")), List.of(tag("note", "ü €")));
        keep("logBatch", run(parent.getId()));
        keep("long history", client.getMetricHistory(parent.getId(), "many").size());
        client.deleteTag(parent.getId(), "note");
        parent.endRun();
        keep("deleteTag, endRun", run(parent.getId()));

        keep("searchRuns", names(client.searchRuns(List.of(experiment), "metrics.loss < 0.3 and params.depth = '3'")));
        RunsPage page =
                client.searchRuns(List.of(experiment), "", Service.ViewType.ALL, 1, List.of("metrics.loss ASC"));
        keep("searchRuns, a page", page.getItems().size() + " " + page.hasNextPage());
        keep("searchRuns, the next", page.getNextPage().hasNextPage());
        client.deleteRun(child.getId());
        keep("deleteRun", names(client.searchRuns(List.of(experiment), "")));
        client.restoreRun(child.getId());
        keep("restoreRun", run(child.getId()));
        keep(
                "searchExperiments",
                client.searchExperiments("name = 'renamed'").getItems().size());
        fails("getRun of nothing", () -> client.getRun("0123456789abcdef0123456789abcdef"));

        client.sendPost("registered-models/create", "{\"name\": \"java\"}");
        client.sendPost(
                "model-versions/create",
                "{\"name\": \"java\", \"source\": \""
                        + client.getRun(parent.getId()).getInfo().getArtifactUri() + "/model\", \"run_id\": \""
                        + parent.getId() + "\"}");
        keep("getModelVersion", client.getModelVersion("java", "1").getStatus());
        keep("getRegisteredModel", client.getRegisteredModel("java").getName());
        keep(
                "searchModelVersions",
                client.searchModelVersions("name='java'").getItems().size());
        keep("getLatestVersions", client.getLatestVersions("java").size());
        client.deleteExperiment(experiment);
        keep("deleteExperiment", client.getExperiment(experiment).getLifecycleStage());
        client.restoreExperiment(experiment);
        keep("restoreExperiment", client.getExperiment(experiment).getLifecycleStage());
        return given;
    }

    private String run(String id) {
        Service.Run run = client.getRun(id);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", run.getInfo().getRunName());
        shown.put("status", run.getInfo().getStatus());
        shown.put("stage", run.getInfo().getLifecycleStage());
        shown.put("params", sorted(run.getData().getParamsList().stream().map(p -> p.getKey() + "=" + p.getValue())));
        shown.put(
                "metrics",
                sorted(run.getData().getMetricsList().stream()
                        .map(m -> m.getKey() + "=" + m.getValue() + "@" + m.getStep())));
        shown.put(
                "tags",
                sorted(run.getData().getTagsList().stream()
                        .filter(t ->
                                !t.getKey().startsWith("mlflow.") || t.getKey().equals("mlflow.parentRunId"))
                        .map(t -> t.getKey() + "=" + names.getOrDefault(t.getValue(), t.getValue()))));
        return shown.toString();
    }

    private static List<String> sorted(Stream<String> words) {
        return words.sorted().toList();
    }

    private List<String> names(List<Service.RunInfo> runs) {
        return runs.stream().map(r -> names.get(r.getRunId())).toList();
    }

    private static List<Service.Metric> points() {
        return LongStream.range(0, POINTS)
                .mapToObj(i -> Service.Metric.newBuilder()
                        .setKey("many")
                        .setValue(i)
                        .setStep(i)
                        .setTimestamp(1_000 + i)
                        .build())
                .toList();
    }

    private static Service.Param param(String key, String value) {
        return Service.Param.newBuilder().setKey(key).setValue(value).build();
    }

    private static Service.RunTag tag(String key, String value) {
        return Service.RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    private void fails(String name, Runnable call) {
        String said = "nothing";
        try {
            call.run();
        } catch (MlflowClientException e) {
            Matcher error = ERROR.matcher(e.getMessage());
            said = error.find() ? error.group(1) + ": " + error.group(2) : e.getMessage();
        }
        for (Map.Entry<String, String> id : names.entrySet()) {
            said = id.getKey().length() > 3 ? said.replace(id.getKey(), id.getValue()) : said;
        }
        keep(name, said);
    }

    private void keep(String name, Object what) {
        if (given.put(name, String.valueOf(what)) != null) {
            throw new IllegalStateException(name + " was kept before");
        }
    }
}
