package io.jenkins.plugins.cd4ml.engine.evaluate.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.Frames;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonRuntime;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonWorker;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.process.ProcessFailure;
import java.util.concurrent.TimeUnit;

/** A function of the project that is asked about the rows of one model. Thread-safe: it is asked one question at a time. */
final class CustomFunction implements AutoCloseable {
    private final CustomSpec spec;
    private final GivenRows rows;
    private final PythonWorker worker;
    private final long limit;
    private long spent;

    /** @param whose the model's rows these are, for messages: empty for the new one */
    CustomFunction(CustomSpec spec, GivenRows rows, PythonRuntime runtime, String whose) {
        this.spec = spec;
        this.rows = rows;
        this.limit = TimeUnit.SECONDS.toNanos(runtime.seconds());
        worker = new PythonWorker(runtime, null, spec.what() + whose);
        try {
            worker.ask(Json.object()
                    .put("op", "function")
                    .put("file", spec.file().toString())
                    .put("name", spec.function()));
            ObjectNode request = Json.object().put("op", "rows");
            rows.describe(request);
            worker.ask(
                    request,
                    (out, header) -> {
                        rows.write(out);
                        return null;
                    },
                    (in, reply) -> reply);
        } catch (RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    /** @return one value a row; NaN where it has none */
    synchronized double[] values() {
        double[] values = worker.ask(Json.object().put("op", "values"), (out, header) -> null, (in, reply) -> {
            int count = reply.path("rows").asInt(-1);
            if (count < 0) {
                throw new ProcessFailure("answers no number of rows", null);
            }
            return Frames.numbers(in, count);
        });
        if (values.length != rows.size()) {
            throw new InputException(spec.what() + ": " + spec.function() + " returned " + values.length
                    + (values.length == 1 ? " value" : " values") + " for " + rows.size() + " rows; return one a row"
                    + (values.length == 1 ? ", or say returns: number." : "."));
        }
        return values;
    }

    /**
     * @param counts how often each of the rows at {@code places} counts
     * @return the number of these rows; NaN where it has none
     */
    synchronized double number(int[] places, int[] counts) {
        int taken = 0;
        for (int count : counts) {
            taken += count;
        }
        int[] all = new int[taken];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int k = 0; k < counts[i]; k++) {
                all[at++] = places[i];
            }
        }
        long begin = System.nanoTime();
        double value = worker.ask(
                Json.object().put("op", "number").put("taken", taken),
                (out, header) -> {
                    Frames.write(out, all, all.length);
                    return null;
                },
                (in, reply) -> reply.path("value").asDouble(Double.NaN));
        spent += System.nanoTime() - begin;
        if (spent > limit) {
            throw new InputException(spec.what() + ": " + spec.function() + " took more than "
                    + TimeUnit.NANOSECONDS.toSeconds(limit)
                    + " s in all for its resamples; let it return a value a row, set"
                    + " resamples lower, or evaluate.python.seconds higher.");
        }
        return value;
    }

    @Override
    public void close() {
        worker.close();
    }
}
