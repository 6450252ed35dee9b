package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Objective;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which of the runs that a script tracked stands for the training: {@code train.countedRun}, that is {@code first},
 * {@code last}, a run's name, or the best by a metric. By default the first, or where the script recorded nothing with
 * that, the last that has no parent. Deleted runs never count.
 */
public final class CountedRun {
    /** The first, or the last that has no parent. */
    static final CountedRun BY_DEFAULT = new CountedRun("", "", null);

    private static final String KEY = "countedRun";

    private final String place;
    private final String name;
    private final Objective best;

    private CountedRun(String place, String name, Objective best) {
        this.place = place;
        this.name = name;
        this.best = best;
    }

    /**
     * @param spec the project's {@code train} section
     * @throws InputException when the direction of its metric cannot be told
     */
    public static CountedRun of(Project project, JsonNode spec) {
        JsonNode given = spec.path(KEY);
        String place = project.place("/train/" + KEY);
        Objective best = given.isObject()
                ? Objective.of(given.path("metric").asText(), given.path("goal").asText(null), place)
                : null;
        return new CountedRun(place, given.asText(""), best);
    }

    /**
     * @param all     in the order in which they were started
     * @param metrics newest values of a run's metrics
     * @return null where the script started none
     * @throws InputException when it started some, and none is the named one, or has the metric
     */
    Run of(Collection<Run> all, Function<Run, Map<String, Double>> metrics) {
        List<Run> active = new ArrayList<>(all);
        active.removeIf(run -> !run.active());
        if (active.isEmpty()) {
            return null;
        }
        List<Run> top = new ArrayList<>(active);
        top.removeIf(run -> run.tags.containsKey(Run.PARENT_TAG));
        Run first = active.get(0);
        Run last = top.isEmpty() ? first : top.get(top.size() - 1);
        if (best != null) {
            return best(active, metrics);
        }
        return switch (name) {
            case "" -> first.params.isEmpty() && metrics.apply(first).isEmpty() ? last : first;
            case "first" -> first;
            case "last" -> last;
            default -> named(active);
        };
    }

    private Run named(List<Run> runs) {
        Run found = null;
        for (Run run : runs) {
            found = run.name.equals(name) ? run : found;
        }
        if (found == null) {
            throw new InputException(place + ": the script tracked no run named '" + name + "'; it tracked "
                    + String.join(", ", runs.stream().map(run -> run.name).toList()) + ".");
        }
        return found;
    }

    private Run best(List<Run> runs, Function<Run, Map<String, Double>> metrics) {
        Run found = null;
        double value = Double.NaN;
        TreeSet<String> measured = new TreeSet<>();
        for (Run run : runs) {
            Map<String, Double> values = metrics.apply(run);
            measured.addAll(values.keySet());
            Double its = values.get(best.metric());
            if (its != null && Double.isFinite(its) && (found == null || best.better(its, value))) {
                found = run;
                value = its;
            }
        }
        if (found == null) {
            throw new InputException(place + ": no run that the script tracked has a finite metric '" + best.metric()
                    + "'; they have " + (measured.isEmpty() ? "none" : String.join(", ", measured)) + ".");
        }
        return found;
    }
}
