package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SQL that tells which of up to 62 conditions are true for a record, as bits of a BIGINT. */
final class RuleMask {
    private static final String NEVER = "false";

    private RuleMask() {}

    /**
     * Most records break nothing: whether any condition is true is asked first, and only of those where one is, which.
     * Conditions with a sub-select are asked once.
     */
    static String of(List<RecordReader.Condition> conditions) {
        List<String> any = new ArrayList<>();
        List<String> which = new ArrayList<>();
        StringBuilder mask = new StringBuilder();
        for (int i = 0; i < conditions.size(); i++) {
            RecordReader.Condition condition = conditions.get(i);
            if (condition.sql().equals(NEVER)) {
                continue;
            }
            String bit = "CASE WHEN " + condition.sql() + " THEN " + (1L << i) + "::BIGINT ELSE 0::BIGINT END";
            if (condition.role() == RecordReader.Role.RULE && condition.rule().kind() == Rule.Kind.FOREIGN_KEY) {
                mask.append(bit).append(" + ");
            } else {
                any.add("(" + condition.sql() + ")");
                which.add(bit);
            }
        }
        if (!any.isEmpty()) {
            mask.append("CASE WHEN ").append(String.join(" OR ", any));
            mask.append(" THEN ").append(String.join(" + ", which)).append(" ELSE 0::BIGINT END + ");
        }
        return mask.append("0::BIGINT").toString();
    }

    /**
     * What a source's own types spare a rule of type.
     *
     * @param column quoted
     * @param type   the logical type, {@code physical} the source's
     * @return SQL that is true for a value that is not of the logical type; null where it takes the usual way to tell
     */
    static String notOf(String column, String type, String physical) {
        String upper = physical.toUpperCase(Locale.ROOT);
        return switch (type) {
            case "number" -> ColumnKind.ofColumn(upper) == ColumnKind.NUMBER ? NEVER : null;
            case "integer" ->
                ColumnKind.isInteger(upper)
                        ? NEVER
                        : upper.matches("FLOAT|DOUBLE|REAL") // not a number less itself is none, and none is not 0
                                ? column + "::DOUBLE - floor(" + column + "::DOUBLE) <> 0"
                                : null;
            case "timestamp" -> "TIMESTAMP".equals(upper) ? NEVER : null;
            case "boolean" -> "BOOLEAN".equals(upper) ? NEVER : null;
            default -> null;
        };
    }
}
