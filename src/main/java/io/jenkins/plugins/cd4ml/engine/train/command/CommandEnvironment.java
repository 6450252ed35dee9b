package io.jenkins.plugins.cd4ml.engine.train.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a training command finds in its environment (docs/training.md), and in the file that CD4ML_RUN_FILE names. */
public final class CommandEnvironment {
    /** What Linux allows a variable, with its name and an end. */
    private static final int LONGEST = (128 << 10) - 2;

    private static final long HASH_SEEDS = 4_294_967_296L;

    private CommandEnvironment() {}

    public static Path metrics(TrainingJob job) {
        return job.file("metrics.json");
    }

    public static Path metricsLog(TrainingJob job) {
        return job.file("metrics.jsonl");
    }

    /** Writes the run file and gives the variables. Metrics of an earlier training in this folder are removed. */
    public static Map<String, String> of(TrainingJob job) {
        for (Path old : new Path[] {metrics(job), metricsLog(job)}) {
            try {
                Files.deleteIfExists(old);
            } catch (IOException e) {
                throw new InputException(old + " cannot be removed: " + FileErrors.reason(e) + ".", e);
            }
        }
        JsonNode params = job.spec().hasNonNull("params") ? job.spec().get("params") : Json.object();
        Map<String, String> environment = new TreeMap<>();
        ObjectNode run = Json.object()
                .put("model", job.project().model())
                .put("seed", job.seed())
                .put("output", job.output().toString())
                .put("metrics", metrics(job).toString())
                .put("metricsLog", metricsLog(job).toString());
        run.set("params", params);
        ObjectNode data = run.putObject("data");
        job.data().forEach((name, path) -> {
            data.put(name, path.toString());
            environment.put("CD4ML_DATA_" + variable(name), path.toString());
        });
        Map<String, String> named = new HashMap<>();
        for (Map.Entry<String, JsonNode> param : params.properties()) {
            String variable = "CD4ML_PARAM_" + variable(param.getKey());
            String other = named.put(variable, param.getKey());
            if (other != null) {
                throw new InputException(job.project().place("/train/params") + ": the parameters '" + other + "' and '"
                        + param.getKey() + "' would share the variable " + variable + "; rename one of them.");
            }
            if (!param.getValue().isNull()) {
                String value = TrainingJob.text(param.getValue());
                fits(job, "/train/params/" + param.getKey(), variable, value);
                environment.put(variable, value);
            }
        }
        Path file = job.file("run.json");
        job.write("run.json", run);
        environment.put("CD4ML_RUN_FILE", file.toString());
        fits(job, "/train/params", "CD4ML_PARAMS", Json.line(params));
        environment.put("CD4ML_PARAMS", Json.line(params));
        environment.put("CD4ML_SEED", Long.toString(job.seed()));
        environment.put("CD4ML_OUTPUT", job.output().toString());
        environment.put("CD4ML_METRICS", metrics(job).toString());
        environment.put("CD4ML_METRICS_LOG", metricsLog(job).toString());
        environment.put("PYTHONHASHSEED", Long.toString(Math.floorMod(job.seed(), HASH_SEEDS)));
        environment.put("PYTHONUNBUFFERED", "1");
        return environment;
    }

    /** @return MLflow's variables around this process: they are of another run, another server or other credentials */
    static Set<String> outerMlflow() {
        return System.getenv().keySet().stream()
                .filter(name -> name.startsWith("MLFLOW_") || name.startsWith("_MLFLOW_"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A proxy of the node must not get the calls to the endpoint on loopback. */
    static Map<String, String> withoutProxy(Map<String, String> environment) {
        Map<String, String> set = new HashMap<>(environment);
        for (String name : new String[] {"no_proxy", "NO_PROXY"}) {
            String before = System.getenv(name);
            set.put(name, before == null || before.isBlank() ? "127.0.0.1,localhost" : before + ",127.0.0.1,localhost");
        }
        return set;
    }

    private static void fits(TrainingJob job, String pointer, String variable, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes + variable.length() > LONGEST) {
            throw new InputException(job.project().place(pointer) + " has " + bytes + " bytes, and a variable such as "
                    + variable + " takes at most " + (LONGEST - variable.length())
                    + "; write the value to a file and give the file's name.");
        }
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
