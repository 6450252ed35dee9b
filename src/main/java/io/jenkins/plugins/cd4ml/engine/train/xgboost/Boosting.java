package io.jenkins.plugins.cd4ml.engine.train.xgboost;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Feature;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Split;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Target;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Boosts trees on a table with XGBoost. One thread (unless told otherwise) and one seed for split and sampling: the same
 * input gives the same model, bit for bit.
 */
final class Boosting {
    /** {@code [3]	train-logloss:0.51	validation-logloss:0.53}. */
    private static final Pattern METRIC = Pattern.compile("\t(train|validation)-([^:\t]+):([^\t]+)");
    /** Of XGBoost's metrics, those of which more is better. */
    private static final Pattern HIGHER = Pattern.compile("auc|aucpr|ndcg.*|map.*|pre.*");

    private final TrainingTable table;
    private final BoostingSettings settings;
    private final Split split;

    /** @throws InputException when a column holds words */
    Boosting(TrainingTable table, BoostingSettings settings) {
        this.table = table;
        this.settings = settings;
        table.features().stream().filter(Feature::category).findFirst().ifPresent(feature -> {
            throw new InputException("The column '" + feature.name()
                    + "' holds words, and train.xgboost learns from numbers alone; list the columns to learn from in"
                    + " train.xgboost.features, or train with djl, which encodes words.");
        });
        split = Split.of(table.rows(), settings.validation(), settings.seed());
    }

    /** Is told of each round. */
    @FunctionalInterface
    interface Watcher {
        void round(int round, int rounds, Map<String, Double> metrics);
    }

    /**
     * @param model   the model in XGBoost's UBJSON format
     * @param metrics of the last round; with early stopping, of the best one
     */
    record Boosted(byte[] model, Map<String, Double> metrics) {}

    /** @throws InputException with XGBoost's own words when it refuses */
    Boosted train(Watcher watcher) {
        try {
            return boost(watcher);
        } catch (XGBoostError e) {
            throw new InputException("XGBoost refuses to train: " + reason(e) + ".", e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (LinkageError e) {
            throw new InputException(
                    "The built-in trainer xgboost needs the pack 'xgboost', which is not installed on this node; "
                            + "see docs/packs.md, or train with a command.",
                    e);
        }
    }

    private Boosted boost(Watcher watcher) throws XGBoostError, java.io.IOException {
        DMatrix train = matrix(split.train());
        DMatrix watch = split.watch().length == 0 ? null : matrix(split.watch());
        DMatrix[] seen = watch == null ? new DMatrix[] {train} : new DMatrix[] {train, watch};
        String[] names = watch == null ? new String[] {"train"} : new String[] {"train", "validation"};
        Map<String, DMatrix> cached = new HashMap<>();
        for (int i = 0; i < seen.length; i++) {
            cached.put(names[i], seen[i]);
        }
        Booster booster = XGBoost.train(train, parameters(), 0, cached, null, null);
        Map<String, Double> metrics = Map.of();
        Map<String, Double> best = null;
        byte[] model = null;
        int bestRound = 0;
        for (int round = 1; round <= settings.rounds(); round++) {
            booster.update(train, round - 1);
            metrics = metrics(booster.evalSet(seen, names, round - 1));
            watcher.round(round, settings.rounds(), metrics);
            if (watch == null || settings.patience() == 0) {
                continue;
            }
            if (best == null || better(metrics, best)) {
                best = metrics;
                bestRound = round;
                model = booster.toByteArray(Booster.DEFAULT_FORMAT);
            } else if (round - bestRound >= settings.patience()) {
                break;
            }
        }
        if (model == null) {
            model = booster.toByteArray(Booster.DEFAULT_FORMAT);
        } else {
            metrics = new TreeMap<>(best);
            metrics.put("best_round", (double) bestRound);
        }
        booster.dispose();
        for (DMatrix matrix : seen) {
            matrix.dispose();
        }
        return new Boosted(model, metrics);
    }

    private Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        int classes = table.target().classes().size();
        if (table.target().regression()) {
            parameters.put("objective", "reg:squarederror");
        } else if (classes == 2) {
            parameters.put("objective", "binary:logistic");
        } else {
            parameters.put("objective", "multi:softprob");
            parameters.put("num_class", classes);
        }
        parameters.putAll(settings.parameters());
        return parameters;
    }

    private DMatrix matrix(int[] rows) throws XGBoostError {
        int width = table.features().size();
        float[] values = new float[Math.multiplyExact(rows.length, width)];
        for (int f = 0; f < width; f++) {
            float[] column = table.features().get(f).numbers();
            for (int i = 0; i < rows.length; i++) {
                values[i * width + f] = column[rows[i]];
            }
        }
        float[] labels = new float[rows.length];
        Target target = table.target();
        for (int i = 0; i < rows.length; i++) {
            labels[i] = target.regression() ? (float) target.numbers()[rows[i]] : target.codes()[rows[i]];
        }
        DMatrix matrix = new DMatrix(values, rows.length, width, Float.NaN);
        matrix.setLabel(labels);
        return matrix;
    }

    private static Map<String, Double> metrics(String text) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        Matcher matcher = METRIC.matcher(text);
        while (matcher.find()) {
            metrics.put(matcher.group(1) + "_" + matcher.group(2), Double.valueOf(matcher.group(3)));
        }
        return metrics;
    }

    /** By the last of XGBoost's metrics of the watched rows, as its own early stopping does. */
    private static boolean better(Map<String, Double> metrics, Map<String, Double> best) {
        String last = null;
        for (String name : metrics.keySet()) {
            last = name.startsWith("validation_") ? name : last;
        }
        boolean higher = HIGHER.matcher(last.substring("validation_".length())).matches();
        double change = metrics.get(last) - best.get(last);
        return higher ? change > 0 : change < 0;
    }

    /** XGBoost gives a native stack below its first lines: {@code [18:01:02] /path/file.cc:42: words}. */
    private static String reason(XGBoostError e) {
        String message = String.valueOf(e.getMessage()).strip();
        for (String line : message.split("\n")) {
            String words = line.replaceFirst("^\\[[0-9:]+] \\S+:\\d+: ", "").strip();
            if (!words.isEmpty() && !words.startsWith("Stack trace")) {
                return words.replaceAll("[.\\s]+$", "");
            }
        }
        return "no reason given";
    }
}
