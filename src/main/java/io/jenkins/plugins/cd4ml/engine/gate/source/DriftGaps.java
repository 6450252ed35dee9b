package io.jenkins.plugins.cd4ml.engine.gate.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Drift that was asked for and is not there: why not, and which gates that concerns. */
final class DriftGaps {
    private static final String PREFIX = "drift.";
    private static final String KINDS = "(psi|ks|js|nulls|newCategories|missingCategories)";
    /** The metrics of a dataset's drift; a misspelt one is no drift that a first version lacks. */
    private static final Pattern METRIC = Pattern.compile(KINDS + "\\.max|schema\\.changes|.+\\." + KINDS);

    private final Set<String> datasets = new HashSet<>();
    /** Datasets that were to be held against the data of a model that is not there yet, and why it is not. */
    private final Map<String, String> noModelYet = new LinkedHashMap<>();
    /** Datasets whose drift is not known, and why. */
    private final Map<String, String> unmeasured = new LinkedHashMap<>();

    /**
     * @param document {@code drift.json}: {@code noModelYet} and {@code unmeasured} give the reason for no numbers, {@code
     *     digest} is of the data that was measured
     * @param digest of the data that the run used last, null where that is not known
     */
    void add(String dataset, JsonNode document, String digest) {
        datasets.add(dataset);
        String measured = document.path("digest").asText(null);
        if (digest != null && measured != null && !digest.equals(measured)) {
            unmeasured.put(
                    dataset,
                    dataset + " was measured when it was " + measured + "; it is " + digest
                            + " now, validate it again");
        } else if (document.hasNonNull("noModelYet")) {
            noModelYet.put(dataset, document.get("noModelYet").asText());
        } else if (document.hasNonNull("unmeasured")) {
            unmeasured.put(dataset, document.get("unmeasured").asText());
        }
    }

    /** @param why the dataset's drift cannot be read, as a clause */
    void unreadable(String dataset, String why) {
        datasets.add(dataset);
        unmeasured.put(dataset, why);
    }

    /** @return why that metric is no number, though others of the kind may be; null where nothing is known against it */
    String unmeasured(String metric) {
        return of(metric, unmeasured);
    }

    /** @return why a metric of drift could not be measured for the first version; null where that is not why */
    String noModelYet(String metric) {
        return of(metric, noModelYet);
    }

    private String of(String metric, Map<String, String> reasons) {
        if (reasons.isEmpty() || !metric.startsWith(PREFIX)) {
            return null;
        }
        String rest = metric.substring(PREFIX.length());
        for (String dataset : datasets) {
            if (rest.startsWith(dataset + ".")) {
                return METRIC.matcher(rest.substring(dataset.length() + 1)).matches() ? reasons.get(dataset) : null;
            }
        }
        // a metric of all datasets
        return METRIC.matcher(rest).matches() ? reasons.values().iterator().next() : null;
    }
}
