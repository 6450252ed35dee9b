package io.jenkins.plugins.cd4ml.engine.data.source;

import java.util.Locale;
import java.util.Map;

/** Compares a contract's physical type with the type that a Parquet file or a table has. */
public final class PhysicalTypes {
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("INT", "INTEGER"),
            Map.entry("INT4", "INTEGER"),
            Map.entry("INT32", "INTEGER"),
            Map.entry("INT8", "BIGINT"),
            Map.entry("INT64", "BIGINT"),
            Map.entry("LONG", "BIGINT"),
            Map.entry("FLOAT8", "DOUBLE"),
            Map.entry("DOUBLE PRECISION", "DOUBLE"),
            Map.entry("FLOAT4", "FLOAT"),
            Map.entry("REAL", "FLOAT"),
            Map.entry("STRING", "VARCHAR"),
            Map.entry("TEXT", "VARCHAR"),
            Map.entry("CHARACTER VARYING", "VARCHAR"),
            Map.entry("BOOL", "BOOLEAN"),
            Map.entry("NUMERIC", "DECIMAL"),
            Map.entry("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP"),
            Map.entry("TIMESTAMP_NTZ", "TIMESTAMP"));

    private PhysicalTypes() {}

    /** The same but for case, spaces, synonyms, and a length or a schema that only one side states. */
    public static boolean same(String wanted, String found) {
        String a = plain(wanted);
        String b = plain(found);
        b = a.contains(".") ? b : b.replaceFirst("^\\w+\\.", "");
        boolean lengths = a.contains("(") && b.contains("(");
        return base(a).equals(base(b))
                && (!lengths || a.substring(a.indexOf('(')).equals(b.substring(b.indexOf('('))));
    }

    private static String plain(String type) {
        return type.toUpperCase(Locale.ROOT).replaceAll("\\s*([(),])\\s*", "$1").trim();
    }

    private static String base(String type) {
        String base = type.replaceFirst("\\(.*", "");
        return SYNONYMS.getOrDefault(base, base);
    }
}
