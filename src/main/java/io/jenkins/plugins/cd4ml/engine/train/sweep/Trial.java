package io.jenkins.plugins.cd4ml.engine.train.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/**
 * One trial of a sweep, as it stands.
 *
 * @param number  from 1
 * @param values  what it was chosen to be
 * @param run     id of its run, as its metric points have it
 * @param output  its model's folder
 * @param trained null while it runs and when it failed
 * @param files   digests of its model's files; empty until it finished
 * @param error   the reason when it failed, else null
 */
record Trial(
        int number,
        Map<String, JsonNode> values,
        String run,
        Path output,
        TrainingLog log,
        TrainingResult trained,
        SortedMap<String, String> files,
        String digest,
        String error) {
    String state() {
        return error != null ? "failed" : trained == null ? "running" : "finished";
    }

    /** @return {@code djl.hidden=[16], seed=2} */
    String words() {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ", ").append(key).append('=').append(TrainingJob.text(value)));
        return text.toString();
    }

    /** @return the trial for {@code training.json} */
    ObjectNode json() {
        ObjectNode json =
                Json.object().put("trial", number).put("state", state()).put("run", run);
        json.set("values", Json.MAPPER.valueToTree(values));
        json.set("params", Json.MAPPER.valueToTree(trained == null ? log.params() : trained.params()));
        json.set("metrics", metrics());
        if (error != null) {
            json.put("error", error);
        }
        if (digest != null) {
            json.putObject("model").put("digest", digest).set("files", Json.MAPPER.valueToTree(files));
        }
        return json;
    }

    /** @return the trial as pages show a run beside the build's own */
    ObjectNode shown() {
        ObjectNode json = Json.object()
                .put("id", run)
                .put("name", "trial " + number)
                .put("status", state().toUpperCase(java.util.Locale.ROOT))
                .put("parent", "");
        ObjectNode params = json.putObject("params");
        values.forEach((key, value) -> params.put(key, TrainingJob.text(value)));
        json.set("metrics", metrics());
        return json;
    }

    private ObjectNode metrics() {
        ObjectNode json = Json.object();
        Map<String, Double> metrics = trained == null ? log.metrics() : trained.metrics();
        metrics.forEach((name, value) -> json.set(name, TrainingLog.number(value)));
        return json;
    }
}
