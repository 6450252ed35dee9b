package io.jenkins.plugins.cd4ml.engine.evaluate.answers;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Average precision, or recall, over images that count any number of times, as COCO's evaluation defines it (Lin et al., ECCV
 * 2014; pycocotools' {@code COCOeval}): detections by falling score each take the best free box; precision is read at 101
 * levels of recall from its envelope; the mean goes over thresholds and over the categories that have boxes.
 */
final class CocoMeasure implements PreparedMetric {
    /** 0.5 … 0.95 as numpy's linspace rounds them. */
    static final double[] THRESHOLDS = new double[10];

    static {
        for (int t = 0; t < THRESHOLDS.length; t++) {
            THRESHOLDS[t] = t == THRESHOLDS.length - 1 ? 0.95 : 0.5 + t * ((0.95 - 0.5) / (THRESHOLDS.length - 1));
        }
    }

    private static final int LEVELS = 101;
    /** As numpy's spacing of 1, which keeps 0/0 away there. */
    private static final double EPSILON = Math.ulp(1.0);

    /** Which boxes count, by their area in square pixels. */
    enum Area {
        ALL(0, 1e10),
        SMALL(0, 32 * 32),
        MEDIUM(32 * 32, 96 * 96),
        LARGE(96 * 96, 1e10);

        private final double low;
        private final double high;

        Area(double low, double high) {
            this.low = low;
            this.high = high;
        }

        boolean without(double area) {
            return area < low || area > high;
        }
    }

    /** A detection: where it stands, and at each threshold whether it is right, wrong or counts as neither. */
    private record Hit(int image, double score, byte[] outcome) {}

    private static final byte WRONG = 0;
    private static final byte RIGHT = 1;
    private static final byte NEITHER = 2;

    private final boolean recall;
    private final int thresholds;
    private final List<List<Hit>> hits = new ArrayList<>();
    private final List<int[]> boxes = new ArrayList<>();

    /**
     * @param order      in which images stand where scores tie
     * @param truth      boxes of each image
     * @param said       the detector's of each image
     * @param categories that count
     * @param thresholds of the overlap
     * @param most       detections of an image and category that count, by falling score
     * @param recall     whether the measure is the recall
     */
    CocoMeasure(
            int[] order,
            List<List<CocoBox>> truth,
            List<List<CocoBox>> said,
            List<Integer> categories,
            double[] thresholds,
            Area area,
            int most,
            boolean recall) {
        this.recall = recall;
        this.thresholds = thresholds.length;
        for (int category : categories) {
            List<Hit> all = new ArrayList<>();
            int[] count = new int[truth.size()];
            for (int image : order) {
                List<CocoBox> real = of(truth.get(image), category);
                real.sort(Comparator.comparing(b -> ignored(b, area)));
                count[image] =
                        (int) real.stream().filter(b -> !ignored(b, area)).count();
                List<CocoBox> boxes = of(said.get(image), category);
                boxes.sort(Comparator.comparingDouble(b -> -b.score()));
                match(all, image, real, boxes.subList(0, Math.min(most, boxes.size())), thresholds, area);
            }
            all.sort(Comparator.comparingDouble(h -> -h.score()));
            hits.add(all);
            boxes.add(count);
        }
    }

    private static List<CocoBox> of(List<CocoBox> boxes, int category) {
        return new ArrayList<>(
                boxes.stream().filter(b -> b.category() == category).toList());
    }

    private static boolean ignored(CocoBox box, Area area) {
        return box.crowd() || area.without(box.area());
    }

    private static void match(
            List<Hit> into, int image, List<CocoBox> real, List<CocoBox> said, double[] thresholds, Area area) {
        byte[][] outcomes = new byte[said.size()][thresholds.length];
        for (int t = 0; t < thresholds.length; t++) {
            boolean[] taken = new boolean[real.size()];
            for (int d = 0; d < said.size(); d++) {
                int best = best(real, said.get(d), taken, thresholds[t], area);
                if (best >= 0) {
                    taken[best] = true;
                    outcomes[d][t] = ignored(real.get(best), area) ? NEITHER : RIGHT;
                } else {
                    outcomes[d][t] = area.without(said.get(d).area()) ? NEITHER : WRONG;
                }
            }
        }
        for (int d = 0; d < outcomes.length; d++) {
            into.add(new Hit(image, said.get(d).score(), outcomes[d]));
        }
    }

    /** @param real those that count first; @return the box with the most overlap, one that counts before others; −1 without */
    private static int best(List<CocoBox> real, CocoBox said, boolean[] taken, double threshold, Area area) {
        double least = Math.min(threshold, 1 - 1e-10);
        int best = -1;
        for (int g = 0; g < real.size(); g++) {
            if (taken[g] && !real.get(g).crowd()) {
                continue;
            }
            if (best >= 0 && !ignored(real.get(best), area) && ignored(real.get(g), area)) {
                break;
            }
            double overlap = said.overlap(real.get(g));
            if (overlap >= least) {
                least = overlap;
                best = g;
            }
        }
        return best;
    }

    @Override
    public double value(int[] counts) {
        double sum = 0;
        int parts = 0;
        for (int c = 0; c < hits.size(); c++) {
            long real = 0;
            int[] of = boxes.get(c);
            for (int i = 0; i < of.length; i++) {
                real += (long) counts[i] * of[i];
            }
            for (int t = 0; real > 0 && t < thresholds; t++) {
                sum += one(hits.get(c), counts, real, t);
                parts++;
            }
        }
        return parts == 0 ? Double.NaN : sum / parts;
    }

    /** An image that counts k times adds k hits at once, which gives the envelope the same points as one after another. */
    private double one(List<Hit> all, int[] counts, long real, int threshold) {
        int points = 0;
        double[] recalls = new double[all.size()];
        double[] precisions = new double[recalls.length];
        double right = 0;
        double wrong = 0;
        for (Hit hit : all) {
            int count = counts[hit.image()];
            byte outcome = hit.outcome()[threshold];
            if (count == 0 || outcome == NEITHER) {
                continue;
            }
            right += outcome == RIGHT ? count : 0;
            wrong += outcome == WRONG ? count : 0;
            recalls[points] = right / real;
            precisions[points++] = right / (wrong + right + EPSILON);
        }
        if (recall) {
            return points == 0 ? 0 : recalls[points - 1];
        }
        for (int i = points - 1; i > 0; i--) {
            precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
        }
        double sum = 0;
        int at = 0;
        for (int level = 0; level < LEVELS; level++) {
            while (at < points && recalls[at] < level * 0.01) {
                at++;
            }
            sum += at < points ? precisions[at] : 0;
        }
        return sum / LEVELS;
    }
}
