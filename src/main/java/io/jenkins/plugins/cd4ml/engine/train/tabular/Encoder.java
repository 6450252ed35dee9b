package io.jenkins.plugins.cd4ml.engine.train.tabular;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Gives rows of one table as a network takes them. Not changed by use. */
public final class Encoder {
    private final Encoding encoding;
    private final int width;
    private final List<float[]> numbers = new ArrayList<>();
    private final List<int[]> codes = new ArrayList<>();
    /** By categorical feature and code: the place among the network's inputs, -1 for none. */
    private final List<int[]> places = new ArrayList<>();

    public Encoder(TrainingTable table, Encoding encoding) {
        this.encoding = encoding;
        width = encoding.width();
        int from = encoding.mean().length;
        for (Feature feature : table.features()) {
            if (!feature.category()) {
                numbers.add(feature.numbers());
                continue;
            }
            List<String> values = encoding.categories().get(codes.size()).values();
            int first = from;
            codes.add(feature.codes());
            places.add(feature.values().stream()
                    .mapToInt(v -> Collections.binarySearch(values, v))
                    .map(at -> at < 0 ? -1 : first + at)
                    .toArray());
            from += values.size();
        }
    }

    /** @return row by row, each of the encoding's width */
    public float[] encode(int[] rows) {
        float[] encoded = new float[Math.multiplyExact(rows.length, width)];
        for (int f = 0; f < numbers.size(); f++) {
            float[] column = numbers.get(f);
            float mean = encoding.mean()[f];
            float std = encoding.std()[f];
            for (int i = 0; i < rows.length; i++) {
                encoded[i * width + f] = (column[rows[i]] - mean) / std;
            }
        }
        for (int c = 0; c < codes.size(); c++) {
            int[] column = codes.get(c);
            int[] place = places.get(c);
            for (int i = 0; i < rows.length; i++) {
                int at = place[column[rows[i]]];
                if (at >= 0) {
                    encoded[i * width + at] = 1;
                }
            }
        }
        return encoded;
    }
}
