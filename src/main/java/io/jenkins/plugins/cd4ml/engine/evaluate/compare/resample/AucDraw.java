package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Resamples of AUC, or of the difference of two, by Hoeffding's decomposition. With counts c of the m positives and e of
 * the n negatives, AUC* = AUC + Σ(cᵢ−1)·uᵢ/m + Σ(eⱼ−1)·vⱼ/n + ΣΣ(cᵢ−1)(eⱼ−1)·ψ̃ᵢⱼ/(mn), where u and v are DeLong's
 * placements and ψ̃ what they leave of the kernel. The first two sums are drawn as {@link SumDraw} does; the third is
 * uncorrelated with them and has variance mean(ψ̃²)/(mn), which is found exactly; it is drawn from a normal
 * distribution of that variance. Mean and variance are those of the plain stratified bootstrap.
 */
final class AucDraw {
    static final String APPROXIMATION =
            "placements in 256 blocks of rows a class, interaction of the classes normal with its exact variance";

    private AucDraw() {}

    static Resamples.Way of(Statistic statistic, List<int[]> strata) {
        double[] second =
                statistic.champion() == null ? null : statistic.champion().scores();
        Placements placements =
                Placements.of(statistic.fresh().labels(), statistic.fresh().scores(), second);
        double m = placements.positives();
        double n = placements.negatives();
        double[] term = placements.influence();
        double all = 0;
        for (double influence : term) {
            all += influence;
        }
        double shift = placements.difference() - all;
        double rest = Math.sqrt(placements.interaction() / (m * n));
        Resamples.Way sums = SumDraw.of(term, strata, drawn -> drawn[0]);
        return draws -> {
            DoubleSupplier next = sums.start(draws);
            return () -> shift + next.getAsDouble() + rest * draws.nextGaussian();
        };
    }
}
