import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Models;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Throughput of a loaded model against ONNX Runtime called by hand on a ready matrix, in one process, in turns:
 * {@code EvaluationBench FOLDER FEATURES [ROWS]}. FOLDER has a model.onnx of one float matrix.
 */
public final class EvaluationBench {
    private static final int BATCH = 8192;
    private static final int ROUNDS = 7;

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int width = Integer.parseInt(args[1]);
        int rows = args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000;
        int threads = Runtime.getRuntime().availableProcessors();
        List<String> names = new ArrayList<>();
        for (int c = 0; c < width; c++) {
            names.add("f" + c);
        }
        List<Column> columns = names.stream().map(Column::number).toList();
        Batch batch = new Batch(columns, BATCH, 1);
        Random random = new Random(1);
        for (int i = 0; i < BATCH; i++) {
            for (Column column : columns) {
                batch.numbers(column)[i] = random.nextGaussian();
            }
            batch.next();
        }
        FloatBuffer matrix = ByteBuffer.allocateDirect(BATCH * width * 4).order(ByteOrder.nativeOrder()).asFloatBuffer();
        for (int i = 0; i < BATCH; i++) {
            for (Column column : columns) {
                matrix.put((float) batch.numbers(column)[i]);
            }
        }
        matrix.flip();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        double[] raw = new double[ROUNDS];
        double[] ours = new double[ROUNDS];
        try (OrtSession session = environment.createSession(folder.resolve("model.onnx").toString(), options);
                Predictor predictor = Models.open(folder, names, threads)) {
            String input = session.getInputNames().iterator().next();
            for (int round = -1; round < ROUNDS; round++) { // the first warms up
                long begin = System.nanoTime();
                for (int done = 0; done < rows; done += BATCH) {
                    raw(session, environment, input, matrix, width);
                }
                long middle = System.nanoTime();
                for (int done = 0; done < rows; done += BATCH) {
                    predictor.predict(batch);
                }
                long end = System.nanoTime();
                if (round >= 0) {
                    raw[round] = rows / ((middle - begin) / 1e9);
                    ours[round] = rows / ((end - middle) / 1e9);
                }
            }
        }
        System.out.printf("%s, %d rows x %d, %d threads, medians of %d: ONNX Runtime %.0f rows/s, cd4ml %.0f rows/s, ratio %.3f%n",
                folder, rows, width, threads, ROUNDS, median(raw), median(ours), median(ours) / median(raw));
    }

    /** All outputs, each read into the JVM. */
    private static void raw(OrtSession session, OrtEnvironment environment, String input, FloatBuffer matrix, int width)
            throws Exception {
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, matrix, new long[] {BATCH, width});
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                output.getValue().getValue();
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
