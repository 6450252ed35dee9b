package io.jenkins.plugins.cd4ml.engine.train.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.process.ChildProcess;
import io.jenkins.plugins.cd4ml.engine.train.capture.EnvironmentState;
import io.jenkins.plugins.cd4ml.engine.train.gpu.GpuSampler;
import io.jenkins.plugins.cd4ml.engine.train.tracking.CountedRun;
import io.jenkins.plugins.cd4ml.engine.train.tracking.TrackingResult;
import io.jenkins.plugins.cd4ml.engine.train.tracking.TrackingServer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs a training command of any framework in the project's folder. What it needs to know stands in its environment; what
 * it says goes to the log; what it tracks with MLflow, or leaves in files of metrics, is recorded. A model that it only
 * logged with MLflow becomes the model.
 */
public final class CommandTrainer implements Trainer {
    @Override
    public TrainingResult train(TrainingJob job) {
        return run("command", job.spec().get("command").asText(), job.project().folder(), Map.of(), job);
    }

    /**
     * @param command as the system's shell reads it
     * @param set     further variables of its environment
     * @throws InputException with the exit code or signal and its last words when it fails
     */
    public static TrainingResult run(
            String trainer, String command, Path directory, Map<String, String> set, TrainingJob job) {
        Map<String, String> environment = CommandEnvironment.of(job);
        environment.putAll(set);
        WrittenMetrics written = new WrittenMetrics(job, directory);
        job.spec()
                .path("params")
                .properties()
                .forEach(p -> job.log().param(p.getKey(), TrainingJob.text(p.getValue())));
        ObjectNode details = Json.object().put("command", command);
        if (!job.spec().path("tracking").asBoolean(true)) {
            ChildProcess.Ended ended =
                    run(job, command, directory, environment, Set.of(), job.progress()::line, details);
            return finished(trainer, job, written, ended, details);
        }
        CountedRun counted = CountedRun.of(job.project(), job.spec());
        try (TrackingServer server = new TrackingServer(job.run(), job.name(), job.log())) {
            OtherTracking others = new OtherTracking(directory, server.url());
            environment.putAll(server.environment());
            ChildProcess.Ended ended;
            try {
                ended = run(
                        job,
                        command,
                        directory,
                        CommandEnvironment.withoutProxy(environment),
                        CommandEnvironment.outerMlflow(),
                        others.reading(job.progress()::line),
                        details);
            } finally {
                server.write(); // what a failed training tracked tells why it failed
            }
            others.tell(job, details);
            finished(trainer, job, written, ended, details);
            TrackingResult tracked = server.tracked(counted);
            boolean own = tracked.run().equals(job.log().run());
            Map<String, String> params = own ? job.log().params() : job.log().toldParams();
            params.putAll(tracked.params());
            Map<String, Double> metrics = own ? job.log().metrics() : job.log().toldMetrics();
            metrics.putAll(tracked.metrics());
            adopt(tracked, job.output());
            return new TrainingResult(trainer, params, metrics, details);
        }
    }

    private static ChildProcess.Ended run(
            TrainingJob job,
            String command,
            Path directory,
            Map<String, String> set,
            Set<String> without,
            Consumer<String> lines,
            ObjectNode details) {
        details.set("environment", EnvironmentState.of(command, directory, set, without));
        try (MetricTail tail = new MetricTail(CommandEnvironment.metricsLog(job), job.log()::metric);
                GpuSampler gpus = GpuSampler.start(job.log())) {
            ChildProcess.Ended ended = ChildProcess.run(ChildProcess.shell(command), directory, set, without, lines);
            details.put("exit", ended.exit()).put("seconds", ended.seconds()).put("peakMemory", ended.memory());
            details.set("tail", Json.MAPPER.valueToTree(ended.tail()));
            gpus.write(details);
            tail.finish();
            return ended;
        }
    }

    private static TrainingResult finished(
            String trainer, TrainingJob job, WrittenMetrics written, ChildProcess.Ended ended, ObjectNode details) {
        if (ended.exit() != 0) {
            job.write("failed.json", details);
            throw new InputException("The training command " + ended.how() + "; " + ended.lastWords() + ".");
        }
        written.read();
        return new TrainingResult(trainer, job.log().params(), job.log().metrics(), details);
    }

    /** Where the command wrote no file to CD4ML_OUTPUT, the model that it logged is the model. */
    private static void adopt(TrackingResult tracked, Path output) {
        Path model = tracked.model();
        if (model == null || !Files.isDirectory(model) || !empty(output)) {
            return;
        }
        try (Stream<Path> files = Files.walk(model)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = output.resolve(model.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        } catch (IOException | UncheckedIOException e) {
            IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
            throw new InputException(output + " cannot be written: " + FileErrors.reason(cause) + ".", e);
        }
    }

    private static boolean empty(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
