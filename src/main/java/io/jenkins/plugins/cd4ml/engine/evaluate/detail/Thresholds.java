package io.jenkins.plugins.cd4ml.engine.evaluate.detail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ScoreOrder;
import java.util.function.ToDoubleFunction;

/**
 * The score from which on a row is best called positive: for F1, for stated costs of the two mistakes, or for a wanted
 * precision or recall. Found on the rows that it is told for, so it promises a little too much for others.
 */
final class Thresholds {
    private final double[] all;
    private final Sample sample;
    private final ScoreOrder order;

    /** Rows above a threshold: wrongly and rightly called positive. */
    private record Cut(Double threshold, double wrong, double right, double[] all) {
        double precision() {
            return right + wrong > 0 ? right / (right + wrong) : Double.NaN;
        }

        double recall() {
            return right / all[1];
        }

        double f1() {
            return 2 * right / (right + wrong + all[1]);
        }

        double cost(double falsePositive, double falseNegative) {
            return (falsePositive * wrong + falseNegative * (all[1] - right)) / (all[0] + all[1]);
        }
    }

    private Thresholds(Sample sample, double[] all) {
        this.sample = sample;
        this.all = all;
        this.order = ScoreOrder.of(sample.scores());
    }

    /**
     * @param all    weight of the rows of each class, none zero
     * @param wanted {@code evaluate.thresholds}: {@code falsePositive} and {@code falseNegative}, the costs of one, and the
     *     {@code precision} or {@code recall} that is wanted; may be missing
     */
    static void add(ArrayNode into, Sample sample, double[] all, JsonNode wanted) {
        Thresholds thresholds = new Thresholds(sample, all);
        thresholds.add(into, "best f1", Cut::f1);
        if (wanted.has("falsePositive") && wanted.has("falseNegative")) {
            double positive = wanted.get("falsePositive").asDouble();
            double negative = wanted.get("falseNegative").asDouble();
            Cut best = thresholds.best(cut -> -cut.cost(positive, negative));
            node(into, "least cost", best).put("cost", best.cost(positive, negative));
        }
        if (wanted.has("precision")) {
            double least = wanted.get("precision").asDouble();
            thresholds.add(into, "precision " + least, cut -> cut.precision() >= least ? cut.recall() : -1);
        }
        if (wanted.has("recall")) {
            double least = wanted.get("recall").asDouble();
            thresholds.add(into, "recall " + least, cut -> cut.recall() >= least ? cut.precision() : -1);
        }
    }

    /** @param worth −1 where the cut will not do */
    private void add(ArrayNode into, String what, ToDoubleFunction<Cut> worth) {
        Cut best = best(worth);
        if (worth.applyAsDouble(best) >= 0) {
            node(into, what, best);
        } else {
            into.addObject().put("for", what).put("why", "no threshold reaches it");
        }
    }

    private static ObjectNode node(ArrayNode into, String what, Cut cut) {
        ObjectNode node = into.addObject().put("for", what).put("threshold", cut.threshold());
        if (cut.threshold() != null) {
            node.put("precision", cut.precision());
        }
        return node.put("recall", cut.recall()).put("f1", cut.f1());
    }

    /** @return of equal ones that of the highest threshold, which calls fewest rows positive */
    private Cut best(ToDoubleFunction<Cut> worth) {
        Cut best = new Cut(null, 0, 0, all);
        double most = worth.applyAsDouble(best);
        double[] above = new double[2];
        for (int level = order.levels() - 1; level >= 0; level--) {
            for (int k = order.start()[level]; k < order.start()[level + 1]; k++) {
                int row = order.rows()[k];
                above[(int) sample.labels()[row]] += sample.weights() == null ? 1 : sample.weights()[row];
            }
            Cut cut = new Cut(sample.scores()[order.rows()[order.start()[level]]], above[0], above[1], all);
            double value = worth.applyAsDouble(cut);
            if (value > most || Double.isNaN(most)) {
                best = cut;
                most = value;
            }
        }
        return best;
    }
}
