package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.process.PythonEnvironment;
import io.jenkins.plugins.cd4ml.engine.train.command.CommandTrainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs an entry point of an MLflow project as a training command. */
public final class MlprojectTrainer implements Trainer {
    /** Two trials must not make one environment at the same time. */
    private static final Object MAKING = new Object();

    @Override
    public TrainingResult train(TrainingJob job) {
        Path folder = job.project().existing(job.spec().get("mlproject").asText(), "/train/mlproject");
        Mlproject mlproject = Mlproject.read(folder);
        EntryPoint entryPoint =
                mlproject.entryPoint(job.spec().path("entryPoint").asText("main"));
        Map<String, String> given = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> param : job.spec().path("params").properties()) {
            if (!param.getValue().isNull()) { // none given: its default
                given.put(param.getKey(), TrainingJob.text(param.getValue()));
            }
        }
        Map<String, String> values = entryPoint.values(given, folder);
        String command = entryPoint.filled(values);
        Map<String, String> environment = environment(job, mlproject);
        values.forEach(job.log()::param);
        job.progress().line("entry point " + entryPoint.name() + ": " + command);
        TrainingResult trained = CommandTrainer.run("mlproject", command, folder, environment, job);
        ObjectNode details = trained.details().deepCopy();
        details.put("entryPoint", entryPoint.name());
        return new TrainingResult("mlproject", trained.params(), trained.metrics(), details);
    }

    /** @return variables beside the worker's own */
    private static Map<String, String> environment(TrainingJob job, Mlproject mlproject) {
        String kind = mlproject.kind();
        String manager = job.spec().path("envManager").asText("");
        if (kind == null || manager.equals("local")) {
            return Map.of();
        }
        if (kind.equals("python_env")) {
            Path file = mlproject.folder().resolve(mlproject.described());
            Path cache = job.project().folder().resolve(".cd4ml/environments");
            synchronized (MAKING) {
                return new PythonEnvironment(file, "set train.envManager: local", job.progress()).made(cache);
            }
        }
        String way = kind.equals("docker_env")
                ? "run the step inside docker.image('" + mlproject.described() + "')"
                : "run the step where the environment of " + mlproject.described() + " is active";
        throw new InputException("The MLproject in " + mlproject.folder() + " asks for a " + kind + " ("
                + mlproject.described() + "), which is not made here; " + way + " and set train.envManager: local.");
    }
}
