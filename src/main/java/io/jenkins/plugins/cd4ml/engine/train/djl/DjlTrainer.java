package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ObjDoubleConsumer;

/**
 * Trains a multilayer perceptron on a table with DJL's PyTorch engine: Adam on the softmax cross-entropy, features
 * standardised by the training rows' mean and standard deviation. One thread and one seed for weights, split and order
 * of rows: the same input gives the same weights, bit for bit.
 */
final class DjlTrainer {
    /** @param validation share of rows that are kept aside to watch the training, 0 for none */
    record Settings(
            List<Integer> hidden, int epochs, int batchSize, float learningRate, double validation, long seed) {}

    private final TrainingTable table;
    private final Settings settings;
    private final Progress progress;
    private final ObjDoubleConsumer<String> metrics;
    private final int[] train;
    private final int[] watch;

    /** @param metrics receives {@code train_loss}, {@code validation_loss} and {@code validation_accuracy} per epoch */
    DjlTrainer(TrainingTable table, Settings settings, Progress progress, ObjDoubleConsumer<String> metrics) {
        this.table = table;
        this.settings = settings;
        this.progress = progress;
        this.metrics = metrics;
        int[] order = new int[table.x().length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        shuffle(order, new SplittableRandom(settings.seed()));
        int aside = (int) Math.round(order.length * settings.validation());
        watch = java.util.Arrays.copyOf(order, aside);
        train = java.util.Arrays.copyOfRange(order, aside, order.length);
    }

    /** @throws InputException when the training pack is missing or the training diverges */
    Perceptron train() {
        float[] mean = new float[table.features().size()];
        float[] std = new float[mean.length];
        standardise(mean, std);
        Engine engine = engine();
        engine.setRandomSeed((int) settings.seed());
        SequentialBlock block = new SequentialBlock();
        settings.hidden()
                .forEach(units ->
                        block.add(Linear.builder().setUnits(units).build()).add(Activation.reluBlock()));
        block.add(Linear.builder().setUnits(table.classes().length).build());
        try (Model model = Model.newInstance("perceptron", "PyTorch")) {
            model.setBlock(block);
            block.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(Optimizer.adam()
                            .optLearningRateTracker(Tracker.fixed(settings.learningRate()))
                            .build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, mean.length));
                SplittableRandom random = new SplittableRandom(settings.seed() + 1);
                for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                    epoch(trainer, epoch, random, mean, std);
                }
                return perceptron(block, mean, std);
            }
        }
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

    private void standardise(float[] mean, float[] std) {
        for (int f = 0; f < mean.length; f++) {
            double sum = 0;
            for (int i : train) {
                sum += table.x()[i][f];
            }
            double m = sum / train.length;
            double squares = 0;
            for (int i : train) {
                squares += (table.x()[i][f] - m) * (table.x()[i][f] - m);
            }
            double s = Math.sqrt(squares / train.length);
            mean[f] = (float) m;
            std[f] = s > 0 ? (float) s : 1;
        }
    }

    private void epoch(Trainer trainer, int epoch, SplittableRandom random, float[] mean, float[] std) {
        int[] order = train.clone();
        shuffle(order, random);
        double loss = 0;
        for (int from = 0; from < order.length; from += settings.batchSize()) {
            int[] rows = java.util.Arrays.copyOfRange(order, from, Math.min(order.length, from + settings.batchSize()));
            try (NDManager manager = trainer.getManager().newSubManager();
                    GradientCollector gradients = trainer.newGradientCollector()) {
                NDList x = new NDList(batch(manager, rows, mean, std));
                NDArray value = trainer.getLoss().evaluate(new NDList(labels(manager, rows)), trainer.forward(x));
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
        metrics.accept("train_loss", loss);
        String watched = watch.length == 0 ? "" : watched(trainer, mean, std);
        if (epoch == 1 || epoch == settings.epochs() || epoch % Math.max(1, settings.epochs() / 10) == 0) {
            progress.line("epoch %d of %d: loss %.4f%s".formatted(epoch, settings.epochs(), loss, watched));
        }
    }

    private String watched(Trainer trainer, float[] mean, float[] std) {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDList scores = trainer.evaluate(new NDList(batch(manager, watch, mean, std)));
            NDArray labels = labels(manager, watch);
            double loss = trainer.getLoss().evaluate(new NDList(labels), scores).getFloat();
            long right = scores.singletonOrThrow()
                    .argMax(1)
                    .toType(labels.getDataType(), false)
                    .eq(labels)
                    .sum()
                    .getLong();
            double accuracy = right / (double) watch.length;
            metrics.accept("validation_loss", loss);
            metrics.accept("validation_accuracy", accuracy);
            return ", validation loss %.4f, accuracy %.4f".formatted(loss, accuracy);
        }
    }

    private NDArray batch(NDManager manager, int[] rows, float[] mean, float[] std) {
        float[] values = new float[rows.length * mean.length];
        for (int r = 0; r < rows.length; r++) {
            for (int f = 0; f < mean.length; f++) {
                values[r * mean.length + f] = (table.x()[rows[r]][f] - mean[f]) / std[f];
            }
        }
        return manager.create(values, new Shape(rows.length, mean.length));
    }

    private NDArray labels(NDManager manager, int[] rows) {
        long[] labels = new long[rows.length];
        for (int r = 0; r < rows.length; r++) {
            labels[r] = table.y()[rows[r]];
        }
        return manager.create(labels);
    }

    private Perceptron perceptron(SequentialBlock block, float[] mean, float[] std) {
        List<float[]> weights = new ArrayList<>();
        List<float[]> biases = new ArrayList<>();
        block.getParameters().forEach(p -> {
            (p.getValue().getType() == Parameter.Type.WEIGHT ? weights : biases)
                    .add(p.getValue().getArray().toFloatArray());
        });
        int[] sizes = new int[settings.hidden().size() + 2];
        sizes[0] = mean.length;
        for (int i = 0; i < settings.hidden().size(); i++) {
            sizes[i + 1] = settings.hidden().get(i);
        }
        sizes[sizes.length - 1] = table.classes().length;
        return new Perceptron(table.features(), table.classes(), mean, std, weights, biases, sizes);
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }
}
