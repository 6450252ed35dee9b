package io.jenkins.plugins.cd4ml.record;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;

/**
 * The reference build as the warnings plugin understands it: the last build of the same job before this one whose gates
 * all passed. What became of that build otherwise does not matter: a promotion that was declined says nothing about the
 * model.
 */
public final class LastPassedBuild {
    /** So far back builds are looked at, which loads them. */
    private static final int MOST_BUILDS = 200;

    private LastPassedBuild() {}

    /** @return null when none of the 200 builds before this one passed with this model */
    public static Run<?, ?> before(Run<?, ?> run, String model) {
        Run<?, ?> earlier = run.getPreviousBuild();
        for (int i = 0; i < MOST_BUILDS && earlier != null; i++) {
            if (passed(earlier, model)) {
                return earlier;
            }
            earlier = earlier.getPreviousBuild();
        }
        return null;
    }

    /** @return the model of the newest of the 200 builds before this one that passed with another model; null without */
    public static String otherModel(Run<?, ?> run, String model) {
        Run<?, ?> earlier = run.getPreviousBuild();
        for (int i = 0; i < MOST_BUILDS && earlier != null; i++) {
            RecordSummary summary = earlier.getAction(RecordSummary.class);
            String other = summary == null ? null : summary.getModel();
            if (other != null && !other.isEmpty() && !other.equals(model) && passed(earlier, other)) {
                return other;
            }
            earlier = earlier.getPreviousBuild();
        }
        return null;
    }

    private static boolean passed(Run<?, ?> run, String model) {
        RecordSummary summary = run.getAction(RecordSummary.class);
        if (summary == null || !"PASSED".equals(summary.getVerdict()) || !model.equals(summary.getModel())) {
            return false;
        }
        try { // the scalars are for pages; what counts is the record
            RunFolder record = BuildRecord.of(run);
            return Gates.passed(record) && record.read(RunFolder.GATES).hasNonNull("modelDigest");
        } catch (InputException e) {
            return false; // a record that cannot be read vouches for nothing
        }
    }
}
