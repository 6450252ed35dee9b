package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Encoder;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Encoding;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Split;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Trains a multilayer perceptron on a table with DJL's PyTorch engine. One thread and one seed for weights, split, order
 * of rows and dropout: the same input gives the same weights, bit for bit.
 */
final class DjlTrainer implements AutoCloseable {
    /** Rows that are scored at a time. */
    private static final int SCORED = 8192;

    private final DjlSettings settings;
    private final Split split;
    private final TrainingTable table;
    private final Encoding encoding;
    private final Encoder encoder;
    private final LearningTask goal;
    private final SequentialBlock block = new SequentialBlock();
    private final Model model;
    private final Trainer trainer;
    private final Map<String, Double> metrics = new TreeMap<>();

    /** @throws InputException when the training pack is missing */
    DjlTrainer(TrainingTable table, DjlSettings settings) {
        this.table = table;
        this.settings = settings;
        split = Split.of(table.rows(), settings.validation(), settings.seed());
        encoding = Encoding.fit(table, split.train());
        encoder = new Encoder(table, encoding);
        goal = table.target().regression()
                ? new Regression(table.target(), split.train())
                : new Classification(table.target(), settings, split.train());
        engine().setRandomSeed((int) settings.seed());
        settings.hidden().forEach(units -> {
            block.add(Linear.builder().setUnits(units).build())
                    .add(settings.activation().block());
            if (settings.dropout() > 0) {
                block.add(Dropout.builder().optRate(settings.dropout()).build());
            }
        });
        block.add(Linear.builder().setUnits(goal.outputs()).build());
        block.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
        model = Model.newInstance("perceptron", "PyTorch");
        model.setBlock(block);
        int steps = (split.train().length + settings.batchSize() - 1) / settings.batchSize();
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()) // required; the goal has its own
                .optOptimizer(Optimizers.of(settings, steps)));
        trainer.initialize(new Shape(1, encoding.width()));
    }

    private static Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (RuntimeException | LinkageError e) {
            throw new InputException(
                    "The built-in trainer needs the pack 'training', which is not installed on this node; "
                            + "see docs/packs.md, or train with a command.",
                    e);
        }
    }

    /**
     * @param watcher is told each epoch's metrics
     * @return metrics of the network as it is then: with early stopping, of the best epoch
     * @throws InputException when the training diverges
     */
    Map<String, Double> train(Watcher watcher) {
        SplittableRandom random = new SplittableRandom(settings.seed() + 1);
        Stopping stopping = new Stopping(settings.patience(), settings.minDelta());
        Map<String, Double> best = metrics;
        for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
            epoch(epoch, random);
            watch();
            watcher.epoch(epoch, settings.epochs(), metrics);
            if (split.watch().length > 0 && settings.patience() > 0) {
                boolean better = stopping.better(epoch, metrics.get("validation_loss"), this::weights);
                best = better ? new TreeMap<>(metrics) : best;
                if (stopping.over(epoch)) {
                    break;
                }
            }
        }
        if (stopping.best() != null) {
            restore(stopping.best());
            best.put("best_epoch", (double) stopping.epoch());
        }
        return best;
    }

    private void epoch(int epoch, SplittableRandom random) {
        int[] order = split.train().clone();
        Split.shuffle(order, random);
        double loss = 0;
        for (int from = 0; from < order.length; from += settings.batchSize()) {
            int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + settings.batchSize()));
            try (NDManager manager = trainer.getManager().newSubManager();
                    GradientCollector gradients = trainer.newGradientCollector()) {
                NDArray output =
                        trainer.forward(new NDList(matrix(manager, rows))).singletonOrThrow();
                NDArray value = goal.loss(goal.labels(manager, rows), output);
                gradients.backward(value);
                loss += value.getFloat() * rows.length;
            }
            trainer.step();
        }
        loss /= order.length;
        if (!Double.isFinite(loss)) {
            throw new InputException(
                    "The training diverged in epoch " + epoch + "; take a smaller train.djl.learningRate.");
        }
        metrics.put("train_loss", loss);
    }

    private void watch() {
        int[] rows = split.watch();
        if (rows.length == 0) {
            return;
        }
        float[] output = scores(rows);
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray loss = goal.loss(goal.labels(manager, rows), LearningTask.matrix(manager, output, goal.outputs()));
            metrics.put("validation_loss", (double) loss.getFloat());
        }
        goal.measure(rows, output, metrics::put);
    }

    /** @return the network's own outputs for rows of the table: before softmax, or of the standardised target */
    float[] scores(int[] rows) {
        float[] all = new float[rows.length * goal.outputs()];
        for (int from = 0; from < rows.length; from += SCORED) {
            int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + SCORED));
            try (NDManager manager = trainer.getManager().newSubManager()) {
                float[] output = trainer.evaluate(new NDList(matrix(manager, some)))
                        .singletonOrThrow()
                        .toFloatArray();
                System.arraycopy(output, 0, all, from * goal.outputs(), output.length);
            }
        }
        return all;
    }

    private NDArray matrix(NDManager manager, int[] rows) {
        return LearningTask.matrix(manager, encoder.encode(rows), encoding.width());
    }

    private List<float[]> weights() {
        List<float[]> weights = new ArrayList<>();
        block.getParameters().forEach(p -> weights.add(p.getValue().getArray().toFloatArray()));
        return weights;
    }

    private void restore(List<float[]> weights) {
        int i = 0;
        try (NDManager manager = trainer.getManager().newSubManager()) {
            for (Parameter parameter : block.getParameters().values()) {
                NDArray array = parameter.getArray();
                array.setRequiresGradient(false); // the training is over
                array.subi(array.duplicate()).addi(manager.create(weights.get(i++), array.getShape()));
            }
        }
    }

    Perceptron perceptron() {
        List<float[]> weights = new ArrayList<>();
        List<float[]> biases = new ArrayList<>();
        block.getParameters().forEach(p -> {
            (p.getValue().getType() == Parameter.Type.WEIGHT ? weights : biases)
                    .add(p.getValue().getArray().toFloatArray());
        });
        Regression scale = goal instanceof Regression regression ? regression : null;
        return new Perceptron(
                encoding,
                table.target(),
                settings.activation(),
                weights,
                biases,
                scale == null ? 0 : scale.mean(),
                scale == null ? 1 : scale.std());
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }

    /** Is told how the training goes. */
    @FunctionalInterface
    interface Watcher {
        void epoch(int epoch, int epochs, Map<String, Double> metrics);
    }
}
