package io.jenkins.plugins.cd4ml.engine.data.drift;

import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import java.util.Map;

/** The values of one side of a drift, counted where they are. Numbers only: NaN and missing values are left out. */
public interface Samples {
    /**
     * @param thresholds by column, ascending
     * @return by column, how many values lie in (−∞, t₀), [t₀, t₁), …, [tₙ, ∞)
     */
    Map<String, long[]> count(Map<String, double[]> thresholds);

    /**
     * @param bounds ascending and even in number: [b₀, b₁), [b₂, b₃), …; the last one infinite where it is NaN
     * @return how often each value in those ranges is there, ascending
     */
    double[][] gather(String column, double[] bounds);

    /** @return the edges of the bins that the column lays down, ascending ({@link stats.Distances#edges}) */
    double[] edges(String column);

    /**
     * @return how often each text is there ({@link #category}), or null when there are more than {@link #MOST}
     */
    Map<String, Long> categories(String column);

    Drift.Side side();

    /** @return of a column of numbers */
    NumberSummary summary(String column);

    /** Different texts that are still categories. */
    int MOST = 50_000;

    /** @return SQL of what names a category: a long text by its start and digest */
    static String category(Dialect dialect, String text) {
        return "CASE WHEN " + dialect.length(text) + " > 120 THEN substr(" + text + ", 1, 80) || " + dialect.md5(text)
                + " ELSE " + text + " END";
    }
}
