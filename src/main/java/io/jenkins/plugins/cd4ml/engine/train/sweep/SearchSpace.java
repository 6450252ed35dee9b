package io.jenkins.plugins.cd4ml.engine.train.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** The values of a sweep and how they are searched: each trial is a choice of one value for each key, in order. */
final class SearchSpace {
    private static final int MOST_TRIALS = 1000;
    /** Draws in a row that were all drawn before: the lists are exhausted. */
    private static final int PATIENCE = 100;
    /** Drawn numbers are rounded to what a person can repeat. */
    private static final MathContext DIGITS = new MathContext(6);

    private final Project project;
    private final JsonNode sweep;
    private final Map<String, JsonNode> values = new LinkedHashMap<>();

    SearchSpace(Project project, JsonNode sweep) {
        this.project = project;
        this.sweep = sweep;
        sweep.get("values").properties().forEach(v -> values.put(v.getKey(), v.getValue()));
    }

    /**
     * @param seed of a random search
     * @return the trials' choices in order, none twice
     * @throws InputException when a grid has a range or too many trials, a random search no number of trials, or a range
     *                        no values
     */
    List<Map<String, JsonNode>> choices(long seed) {
        return sweep.path("search").asText("grid").equals("grid") ? grid() : random(new SplittableRandom(seed));
    }

    /** The last key changes fastest. */
    private List<Map<String, JsonNode>> grid() {
        if (sweep.has("trials")) {
            throw new InputException(
                    place("trials") + ": a grid has as many trials as its lists give; take search: random.");
        }
        List<Map<String, JsonNode>> choices = List.of(Map.of());
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            if (!(value.getValue() instanceof ArrayNode list)) {
                throw new InputException(place("values/" + value.getKey())
                        + ": a grid needs a list of values; give one, or take search: random.");
            }
            List<Map<String, JsonNode>> longer = new ArrayList<>();
            for (Map<String, JsonNode> choice : choices) {
                for (JsonNode one : list) {
                    Map<String, JsonNode> more = new LinkedHashMap<>(choice);
                    more.put(value.getKey(), one);
                    longer.add(more);
                }
            }
            if (longer.size() > MOST_TRIALS) {
                throw new InputException(place("values") + ": the grid has more than " + MOST_TRIALS
                        + " trials; take shorter lists, or search: random.");
            }
            choices = longer;
        }
        return List.copyOf(new LinkedHashSet<>(choices));
    }

    private List<Map<String, JsonNode>> random(SplittableRandom random) {
        if (!sweep.has("trials")) {
            throw new InputException(place("") + ": a random search needs 'trials', the number of draws.");
        }
        Set<Map<String, JsonNode>> choices = new LinkedHashSet<>();
        int repeated = 0;
        while (choices.size() < sweep.get("trials").asInt() && repeated < PATIENCE) {
            Map<String, JsonNode> choice = new LinkedHashMap<>();
            values.forEach((key, value) -> choice.put(key, draw(key, value, random)));
            repeated = choices.add(choice) ? 0 : repeated + 1;
        }
        return List.copyOf(choices);
    }

    private JsonNode draw(String key, JsonNode value, SplittableRandom random) {
        if (value instanceof ArrayNode list) {
            return list.get(random.nextInt(list.size()));
        }
        double min = value.get("min").asDouble();
        double max = value.get("max").asDouble();
        boolean log = value.path("scale").asText().equals("log");
        if (min > max || log && min <= 0) {
            throw new InputException(place("values/" + key) + ": min must be "
                    + (min > max ? "at most max" : "greater than 0 on a log scale") + ".");
        }
        double share = random.nextDouble();
        if (value.path("integer").asBoolean()) {
            long low = (long) Math.ceil(min);
            double drawn = log
                    ? Math.exp(Math.log(low) + share * (Math.log(max + 1) - Math.log(low)))
                    : low + share * (Math.floor(max) - low + 1);
            return Json.MAPPER.getNodeFactory().numberNode(Math.max(low, Math.min((long) max, (long) drawn)));
        }
        double drawn =
                log ? Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min))) : min + share * (max - min);
        double rounded = new BigDecimal(drawn).round(DIGITS).doubleValue();
        return Json.MAPPER.getNodeFactory().numberNode(Math.max(min, Math.min(max, rounded)));
    }

    private String place(String key) {
        return project.place("/train/sweep" + (key.isEmpty() ? "" : "/" + key));
    }
}
