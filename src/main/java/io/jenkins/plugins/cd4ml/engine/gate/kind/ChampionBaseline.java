package io.jenkins.plugins.cd4ml.engine.gate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.NumberFormat;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;

/** Whether there is a champion that a gate can be held against, on the same rows. */
final class ChampionBaseline {
    private ChampionBaseline() {}

    /** @return the verdict that the champion's absence or its other rows dictate; null when the numbers decide */
    static Verdict verdict(ComparisonTarget reference, JsonNode champion) {
        if (!champion.isObject() || !named(reference, champion)) {
            return Verdict.ERROR;
        }
        if (none(champion)) {
            if (champion.hasNonNull("doubt")) {
                return Verdict.ERROR;
            }
            return reference.firstVersionPasses() ? Verdict.PASSED : Verdict.FAILED;
        }
        if (champion.hasNonNull("why")) {
            return Verdict.ERROR;
        }
        return otherRows(champion) ? Verdict.INCONCLUSIVE : null;
    }

    /**
     * Few of all rows may differ and yet be most of a slice.
     *
     * @return the rest of a sentence that begins with the metric and its slice; null where rows enough are the same
     */
    static String few(JsonNode champion, MetricSource.Value value, int support) {
        if (value.pairedRows() < 0) {
            return null;
        }
        int differing = value.rows() - value.pairedRows();
        if (value.pairedRows() < support) {
            return " cannot be compared: " + value.pairedRows() + " of its rows are the champion's rows; at least "
                    + support + " are wanted";
        }
        return differing > limit(champion) * value.rows()
                ? " cannot be compared: " + other(differing, value.rows(), champion)
                : null;
    }

    private static String other(long differing, long all, JsonNode champion) {
        return differing + " of " + NumberFormat.rows(all) + " are not the champion's rows, more than "
                + NumberFormat.percent(limit(champion));
    }

    /** @return the rest of a sentence that begins with the metric */
    static String reason(ComparisonTarget reference, JsonNode champion) {
        if (!champion.isObject()) {
            return " was not compared with " + reference.against() + "; set evaluate.against and evaluate again";
        }
        if (!named(reference, champion)) {
            return " was compared with " + against(champion) + ", not with " + reference.against();
        }
        if (none(champion)) {
            if (champion.hasNonNull("doubt")) {
                return " has no champion to be compared with: "
                        + champion.get("doubt").asText();
            }
            return first(reference, champion.path("reason").asText(against(champion) + " serves no version yet"));
        }
        if (champion.hasNonNull("why")) {
            return " could not be compared with champion "
                    + champion.path("run").asText(champion.path("version").asText()) + ": "
                    + champion.get("why").asText();
        }
        long differing = champion.path("rowsDiffering").asLong();
        long joined = champion.path("rowsJoined").asLong();
        return " cannot be compared: " + other(differing, differing + joined, champion);
    }

    /** @return the rest of a sentence about a metric of the first version. @param why there is no other, as a clause */
    static String first(ComparisonTarget reference, String why) {
        return " has no champion to be compared with: " + why
                + (reference.firstVersionPasses()
                        ? ", and the gate lets the first one pass"
                        : "; firstVersion: pass would let the first one pass");
    }

    private static boolean named(ComparisonTarget reference, JsonNode champion) {
        return reference.against().equals("champion") || reference.against().equals(against(champion));
    }

    private static boolean none(JsonNode champion) {
        return champion.path("version").isInt() && champion.get("version").asInt() == 0 && !champion.hasNonNull("run");
    }

    /** What the evaluation compared with; records of earlier versions call it the environment. */
    private static String against(JsonNode champion) {
        return champion.path("against").asText(champion.path("environment").asText());
    }

    private static boolean otherRows(JsonNode champion) {
        double differing = champion.path("rowsDiffering").asDouble();
        double joined = champion.path("rowsJoined").asDouble();
        return !(joined > 0) || !(differing <= limit(champion) * (differing + joined));
    }

    private static double limit(JsonNode champion) {
        return champion.path("maxDiffering").asDouble(0);
    }
}
