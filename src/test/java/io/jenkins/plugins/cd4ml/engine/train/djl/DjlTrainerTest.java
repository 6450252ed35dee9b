package io.jenkins.plugins.cd4ml.engine.train.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Feature;
import io.jenkins.plugins.cd4ml.engine.train.tabular.People;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableReader;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableRequest;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What DJL trained, against what ONNX Runtime makes of the exported model. */
class DjlTrainerTest {
    private static final int ROWS = 400;
    private static final int[] ALL = IntStream.range(0, ROWS).toArray();

    @TempDir
    Path folder;

    private People people;
    private TrainingTable table;
    private Set<String> inputs;

    @BeforeAll
    static void pytorch() {
        assumeTrue(
                DjlTrainerTest.class.getResource("/native/lib/pytorch.properties") != null,
                "no PyTorch: the pack 'training' is not on the class path (mvn -Ptraining)");
        Engine.getEngine("PyTorch");
    }

    @BeforeEach
    void rows() throws Exception {
        people = new People(folder, ROWS);
    }

    @ParameterizedTest
    @EnumSource(Activations.class)
    void theExportedClassifierAnswersAsTheTrainedOne(Activations activation) throws Exception {
        String name = activation.name().equals("LEAKYRELU")
                ? "leakyRelu"
                : activation.name().toLowerCase();
        try (DjlTrainer trainer =
                trainer("answer", "{hidden: [8, 5], epochs: 3, categories: [zip], activation: " + name + "}")) {
            trainer.train((epoch, epochs, metrics) -> {});
            float[] scores = trainer.scores(ALL);
            Map<String, Object> answers = onnx(OnnxExport.of(trainer.perceptron(), "people", false));
            float[][] probabilities = (float[][]) answers.get("probabilities");
            String[] labels = (String[]) answers.get("label");
            for (int i = 0; i < ROWS; i++) {
                double[] expected = softmax(Arrays.copyOfRange(scores, 3 * i, 3 * i + 3));
                int best = 0;
                for (int c = 0; c < 3; c++) {
                    assertEquals(expected[c], probabilities[i][c], 1e-5, "row " + i);
                    best = expected[c] > expected[best] ? c : best;
                }
                assertEquals(table.target().classes().get(best), labels[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "adamW", "sgd"})
    void everyOptimizerLearnsAndItsRegressionIsExportedInTheTargetsUnit(String optimizer) throws Exception {
        String block = "{hidden: [16], epochs: 15, learningRate: 0.01, features: [age, income, zip], optimizer: "
                + optimizer + "}";
        try (DjlTrainer trainer = trainer("price", block)) {
            double[] first = new double[1];
            Map<String, Double> metrics = trainer.train((epoch, epochs, values) -> {
                first[0] = epoch == 1 ? values.get("train_loss") : first[0];
            });
            assertTrue(metrics.get("train_loss") < first[0], metrics + " began with " + first[0]);
            Perceptron perceptron = trainer.perceptron();
            float[] scores = trainer.scores(ALL);
            float[][] predictions =
                    (float[][]) onnx(OnnxExport.of(perceptron, "people", false)).get("prediction");
            for (int i = 0; i < ROWS; i++) {
                assertEquals(scores[i] * perceptron.std() + perceptron.mean(), predictions[i][0], 0.5, "row " + i);
            }
        }
    }

    @Test
    void numbersAloneAreOneMatrixUnlessColumnsAreAskedFor() throws Exception {
        try (DjlTrainer trainer = trainer("churned", "{hidden: [4], epochs: 2, features: [age, income]}")) {
            trainer.train((epoch, epochs, metrics) -> {});
            Map<String, Object> matrix = onnx(OnnxExport.of(trainer.perceptron(), "people", false));
            assertEquals(Set.of("features"), inputs);
            Map<String, Object> columns = onnx(OnnxExport.of(trainer.perceptron(), "people", true));
            assertEquals(Set.of("age", "income"), inputs);
            assertArrayEquals((long[]) matrix.get("label"), (long[]) columns.get("label"));
        }
    }

    @Test
    void oneSeedGivesTheSameBytesAndAnotherSeedOthers() throws Exception {
        String block = "{hidden: [8], epochs: 3, dropout: 0.3, classWeights: balanced}";
        byte[] once = model("answer", block, 7);
        assertArrayEquals(once, model("answer", block, 7));
        assertFalse(Arrays.equals(once, model("answer", block, 8)));
    }

    @Test
    void earlyStoppingTakesTheBestEpochsWeights() throws Exception {
        String block = "{hidden: [64], epochs: 200, learningRate: 0.05, earlyStopping: {patience: 3}}";
        try (DjlTrainer trainer = trainer("answer", block)) {
            Map<Integer, Double> losses = new TreeMap<>();
            Map<String, Double> metrics =
                    trainer.train((epoch, epochs, values) -> losses.put(epoch, values.get("validation_loss")));
            int best = metrics.get("best_epoch").intValue();
            assertTrue(losses.size() < 200, "never stopped");
            assertEquals(best + 3, losses.size());
            assertEquals(
                    losses.values().stream().mapToDouble(d -> d).min().orElseThrow(), metrics.get("validation_loss"));
            assertEquals(losses.get(best), metrics.get("validation_loss"));
            try (DjlTrainer shorter = trainer("answer", block.replace("200", Integer.toString(best)))) {
                shorter.train((epoch, epochs, values) -> {});
                assertArrayEquals(shorter.scores(ALL), trainer.scores(ALL));
            }
        }
    }

    @Test
    void aHeavyClassIsPredictedMoreOften() throws Exception {
        long light = predicted("{hidden: [8], epochs: 5}");
        assertTrue(predicted("{hidden: [8], epochs: 5, classWeights: balanced}") > light);
        assertTrue(predicted("{hidden: [8], epochs: 5, classWeights: {\"1\": 10}}") > light);
    }

    @Test
    void aWeightForNoClassIsRefused() throws Exception {
        String says = assertThrows(InputException.class, () -> trainer("answer", "{classWeights: {perhaps: 2}}"))
                .getMessage();
        assertEquals(
                "train.djl.classWeights names the class 'perhaps', but the training rows have maybe, no, yes.", says);
    }

    @Test
    void divergenceIsSaidWithItsEpoch() throws Exception {
        try (DjlTrainer trainer = trainer("price", "{hidden: [], optimizer: sgd, learningRate: 1.0e+30, epochs: 5}")) {
            String says = assertThrows(InputException.class, () -> trainer.train((epoch, epochs, metrics) -> {}))
                    .getMessage();
            assertTrue(
                    says.matches("The training diverged in epoch \\d; take a smaller train.djl.learningRate."), says);
        }
    }

    private long predicted(String block) throws Exception {
        try (DjlTrainer trainer = trainer("churned", block)) {
            trainer.train((epoch, epochs, metrics) -> {});
            float[] scores = trainer.scores(ALL);
            return IntStream.range(0, ROWS)
                    .filter(i -> scores[2 * i + 1] > scores[2 * i])
                    .count();
        }
    }

    private byte[] model(String target, String block, long seed) throws Exception {
        try (DjlTrainer trainer = trainer(target, block, seed)) {
            trainer.train((epoch, epochs, metrics) -> {});
            return OnnxExport.of(trainer.perceptron(), "people", false);
        }
    }

    private DjlTrainer trainer(String target, String block) throws Exception {
        return trainer(target, block, 7);
    }

    private DjlTrainer trainer(String target, String block, long seed) throws Exception {
        Project project = people.project(target, "{djl: " + block + "}");
        var spec = project.section("train").get("djl");
        table = TableReader.read(project, TableRequest.of(project, "train", spec, false));
        return new DjlTrainer(table, DjlSettings.of(spec, seed));
    }

    private static double[] softmax(float[] scores) {
        double sum = 0;
        double[] p = new double[scores.length];
        for (int i = 0; i < p.length; i++) {
            sum += p[i] = Math.exp(scores[i]);
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /** Raw values of the table go in, by whatever inputs the model has. */
    private Map<String, Object> onnx(byte[] model) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (OrtSession session = environment.createSession(model)) {
            inputs = session.getInputNames();
            if (inputs.equals(Set.of("features"))) {
                int width = table.features().size();
                float[] values = new float[ROWS * width];
                for (int i = 0; i < values.length; i++) {
                    values[i] = table.features().get(i % width).numbers()[i / width];
                }
                tensors.put(
                        "features",
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), new long[] {ROWS, width}));
            } else {
                for (Feature feature : table.features()) {
                    tensors.put(feature.name(), tensor(environment, feature));
                }
            }
            Map<String, Object> answers = new HashMap<>();
            try (OrtSession.Result result = session.run(tensors)) {
                for (var entry : result) {
                    answers.put(entry.getKey(), entry.getValue().getValue());
                }
            }
            return answers;
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Feature feature) throws OrtException {
        long[] shape = {ROWS, 1};
        if (!feature.category()) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(feature.numbers()), shape);
        }
        String[] texts = new String[ROWS];
        for (int i = 0; i < ROWS; i++) {
            texts[i] = feature.values().get(feature.codes()[i]);
        }
        return OnnxTensor.createTensor(environment, texts, shape);
    }
}
