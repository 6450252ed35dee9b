package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a rule's number must be: the comparisons of the Open Data Contract Standard.
 *
 * @param operator such as {@code mustBeLessThan}, or {@code mostly}: the least share that must keep the rule
 * @param high     the second number of the two operators with {@code Between}
 * @param percent  whether the number is a share of the rows, in percent
 */
public record RuleBound(String operator, double low, double high, boolean percent) {
    private static final Map<String, String> OPERATORS = Map.of(
            "mustBe", "exactly",
            "mustNotBe", "anything but",
            "mustBeGreaterThan", "more than",
            "mustBeGreaterOrEqualTo", "at least",
            "mustBeLessThan", "less than",
            "mustBeLessOrEqualTo", "at most",
            "mustBeBetween", "between",
            "mustNotBeBetween", "not between");

    private static final String MOSTLY = "mostly";

    /** The bound of every rule that a column's own keys make. */
    public static final RuleBound NONE_BROKEN = new RuleBound("mustBe", 0, 0, false);

    public static Set<String> operators() {
        return OPERATORS.keySet();
    }

    /** @param share of the values that must keep the rule, above 0 and at most 1 */
    static RuleBound mostly(double share) {
        return new RuleBound(MOSTLY, share, share, false);
    }

    /** @return whether some may break the rule */
    public boolean mostly() {
        return MOSTLY.equals(operator);
    }

    /** @return the bound that the rule's node has, or null when it has none, two, or not the numbers it needs */
    static RuleBound of(JsonNode rule) {
        RuleBound bound = null;
        boolean percent = "percent".equals(rule.path("unit").asText());
        for (Map.Entry<String, JsonNode> entry : rule.properties()) {
            if (OPERATORS.containsKey(entry.getKey())) {
                JsonNode value = entry.getValue();
                boolean two = entry.getKey().endsWith("Between");
                if (bound != null
                        || (two
                                ? value.size() != 2
                                        || !value.get(0).isNumber()
                                        || !value.get(1).isNumber()
                                : !value.isNumber())) {
                    return null;
                }
                double low = (two ? value.get(0) : value).asDouble();
                bound = new RuleBound(entry.getKey(), low, two ? value.get(1).asDouble() : low, percent);
            }
        }
        return bound;
    }

    /** @return whether a bound of the rule's node is a whole number that a floating-point number does not hold */
    static boolean inexact(JsonNode rule) {
        for (Map.Entry<String, JsonNode> entry : rule.properties()) {
            if (OPERATORS.containsKey(entry.getKey())) {
                for (JsonNode value : entry.getValue().isArray() ? entry.getValue() : List.of(entry.getValue())) {
                    if (value.isIntegralNumber()
                            && new BigDecimal(value.asDouble()).compareTo(value.decimalValue()) != 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** @return why no number, or every one, is within it, where somebody mixed something up; else null */
    String never() {
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            return "a bound must be a finite number";
        }
        if (low > high) {
            return "between needs the smaller number first";
        }
        boolean share = low >= 0 && high <= 100;
        return percent && !share ? "a percentage is between 0 and 100" : null;
    }

    /** @param count what was counted, of {@code rows} records, those that the rule is about */
    public boolean holds(double count, long rows) {
        if (mostly()) { // exactly: 0.9 of 10 are 9
            return !Double.isNaN(count)
                    && new BigDecimal(rows - count)
                                    .compareTo(BigDecimal.valueOf(low).multiply(BigDecimal.valueOf(rows)))
                            >= 0;
        }
        double value = number(count, rows);
        if (Double.isNaN(value)) {
            return false; // it is not comparable
        }
        return switch (operator) {
            case "mustBe" -> value == low;
            case "mustNotBe" -> value != low;
            case "mustBeGreaterThan" -> value > low;
            case "mustBeGreaterOrEqualTo" -> value >= low;
            case "mustBeLessThan" -> value < low;
            case "mustBeLessOrEqualTo" -> value <= low;
            case "mustBeBetween" -> value >= low && value <= high;
            default -> value < low || value > high;
        };
    }

    /** @return the number that is compared: the count, its share in percent (no rows: 0 percent), or the share that keeps the rule */
    public double number(double count, long rows) {
        if (mostly()) {
            return rows == 0 ? 1 : (rows - count) / rows;
        }
        return percent ? (rows == 0 ? 0 : 100 * count / rows) : count;
    }

    /** @return such as {@code at most 5 %} */
    public String text() {
        if (mostly()) {
            return "at least " + plain(low) + " of the values";
        }
        String unit = percent ? " %" : "";
        String numbers = operator.endsWith("Between") ? plain(low) + " and " + plain(high) : plain(low);
        return OPERATORS.get(operator) + " " + numbers + unit;
    }

    /** @return the number without a needless fraction */
    public static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
