package io.jenkins.plugins.cd4ml.engine.evaluate;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Models;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Holdout;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Scoring;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Throughput against ONNX Runtime called by hand, in one process and in turns: {@code EvaluationBench PROJECT FEATURES
 * ROWS}. By hand: a matrix that is ready, always the file's first rows, the answers copied out of the runtime's buffers
 * and nothing done with them. Predictor: the same rows as columns of doubles, to answers. Scoring: the project's Parquet file, read, predicted, and
 * everything kept that metrics need.
 */
public final class EvaluationBench {
    private static final int BATCH = 8192;
    private static final int ROUNDS = 7;
    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public static void main(String[] args) throws Exception {
        Project project = Project.read(Path.of(args[0]), null);
        Path model = project.folder().resolve("model");
        int width = Integer.parseInt(args[1]);
        int rows = Integer.parseInt(args[2]);
        EvaluationSettings settings = EvaluationSettings.of(project);
        List<String> names = new ArrayList<>();
        for (int c = 0; c < width; c++) {
            names.add("f" + c);
        }
        Batch batch = batch(project, settings, names);
        FloatBuffer matrix = matrix(batch, names, width);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(settings.threads());
        double[][] speed = new double[3][ROUNDS];
        double[][] work = new double[3][ROUNDS];
        String file = model.resolve("model.onnx").toString();
        try (OrtSession session = environment.createSession(file, options);
                Predictor predictor = Models.open(model, names, settings.threads());
                Holdout holdout = Holdout.open(project, settings.dataset())) {
            String input = session.getInputNames().iterator().next();
            for (int round = -1; round < ROUNDS; round++) { // the first warms up
                long[] at = new long[4];
                long[] cpu = new long[4];
                at[0] = System.nanoTime();
                cpu[0] = CPU.getProcessCpuTime();
                for (int done = 0; done < rows; done += BATCH) {
                    byHand(session, environment, input, matrix, width);
                }
                at[1] = System.nanoTime();
                cpu[1] = CPU.getProcessCpuTime();
                for (int done = 0; done < rows; done += BATCH) {
                    predictor.predict(batch);
                }
                at[2] = System.nanoTime();
                cpu[2] = CPU.getProcessCpuTime();
                Scoring scoring = new Scoring(settings, List.of(predictor));
                scoring.run(holdout);
                if (scoring.rows().size() != rows) {
                    throw new IllegalStateException("scored " + scoring.rows().size() + " rows");
                }
                at[3] = System.nanoTime();
                cpu[3] = CPU.getProcessCpuTime();
                for (int way = 0; round >= 0 && way < 3; way++) {
                    speed[way][round] = rows / ((at[way + 1] - at[way]) / 1e9);
                    work[way][round] = (cpu[way + 1] - cpu[way]) / 1e3 / rows;
                }
            }
        }
        double raw = median(speed[0]);
        System.out.printf(
                "%d rows x %d, %d threads, medians of %d: ONNX Runtime by hand %.0f rows/s, predictor %.0f (%.3f),"
                        + " with the reading of Parquet %.0f (%.3f); CPU microseconds a row %.2f, %.2f, %.2f%n",
                rows,
                width,
                settings.threads(),
                ROUNDS,
                raw,
                median(speed[1]),
                median(speed[1]) / raw,
                median(speed[2]),
                median(speed[2]) / raw,
                median(work[0]),
                median(work[1]),
                median(work[2]));
    }

    /** The file's first rows: through trees, rows of another distribution would take other, more foreseeable ways. */
    private static Batch batch(Project project, EvaluationSettings settings, List<String> names)
            throws InterruptedException {
        Batch[] first = new Batch[1];
        try (Holdout holdout = Holdout.open(project, settings.dataset())) {
            holdout.read(names.stream().map(Column::number).toList(), BATCH, batch -> {
                first[0] = batch;
                return false;
            });
        }
        return first[0];
    }

    private static FloatBuffer matrix(Batch batch, List<String> names, int width) {
        FloatBuffer matrix = ByteBuffer.allocateDirect(BATCH * width * 4)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < BATCH; i++) {
            for (String name : names) {
                matrix.put((float) batch.numbers(Column.number(name))[i]);
            }
        }
        return matrix.flip();
    }

    /** As lean as the Java interface allows; answers that are no numbers are taken as it gives them. */
    private static void byHand(
            OrtSession session, OrtEnvironment environment, String input, FloatBuffer matrix, int width)
            throws Exception {
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, matrix, new long[] {BATCH, width});
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                if (output.getValue() instanceof OnnxTensor numbers && numbers.getFloatBuffer() != null) {
                    FloatBuffer floats = numbers.getFloatBuffer();
                    floats.get(new float[floats.remaining()]);
                } else if (output.getValue() instanceof OnnxTensor labels && labels.getLongBuffer() != null) {
                    LongBuffer longs = labels.getLongBuffer();
                    longs.get(new long[longs.remaining()]);
                } else {
                    output.getValue().getValue();
                }
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
