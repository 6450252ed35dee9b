package io.jenkins.plugins.cd4ml.engine.data.importer;

import java.util.Locale;

/** The standard's logical type for what tools and databases call their types. */
final class LogicalTypes {
    private LogicalTypes() {}

    /** @return the logical type, or null for a name that is not known */
    static String of(String type) {
        String name = type.toLowerCase(Locale.ROOT)
                .replaceFirst("[(\\[<].*", "")
                .replaceAll("^(numpy|pd|np)\\.", "")
                .trim();
        if (name.matches("u?int(eger)?\\d*|(tiny|small|medium|big|huge)int|u?long|short|byte(int)?|(big)?serial")) {
            return "integer";
        }
        if (name.matches("float\\d*|double( precision)?|real|decimal\\d*|numeric|number|big_?numeric|dec")) {
            return "number";
        }
        if (name.matches("str(ing)?|large_string|(n?var)?n?char(acter)?("
                + " varying)?\\d*|text|utf8|uuid|clob|n?varchar2|bpchar|object_")) {
            return "string";
        }
        if (name.matches("bool(ean)?_?")) {
            return "boolean";
        }
        if (name.matches("date(32|64)?")) {
            return "date";
        }
        if (name.matches("time(32|64)?( without time zone)?")) {
            return "time";
        }
        return name.matches("(date|small)?time(stamp)?\\w*( with(out)?( local)? time zone)?") ? "timestamp" : null;
    }
}
