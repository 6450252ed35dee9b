package io.jenkins.plugins.cd4ml.engine.data.contract;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Compares a contract's physical type with the type that a Parquet file or a table has. */
public final class PhysicalTypes {
    /** DuckDB's name of a type, and what PostgreSQL, Trino, Spark, Snowflake, BigQuery, Arrow, pandas and others call it. */
    private static final Map<String, String> SYNONYMS = new HashMap<>();

    static {
        named("TINYINT", "INT1", "BYTE", "BYTEINT");
        named("SMALLINT", "INT2", "INT16", "SHORT");
        named("INTEGER", "INT", "INT4", "INT32", "SERIAL", "SIGNED");
        named("BIGINT", "INT8", "INT64", "LONG", "BIGSERIAL");
        named("HUGEINT", "INT128");
        named("UTINYINT", "UINT8");
        named("USMALLINT", "UINT16");
        named("UINTEGER", "UINT32", "INT UNSIGNED", "INTEGER UNSIGNED");
        named("UBIGINT", "UINT64", "BIGINT UNSIGNED");
        named("FLOAT", "FLOAT4", "REAL", "FLOAT32", "BINARY_FLOAT");
        named("DOUBLE", "FLOAT8", "DOUBLE PRECISION", "FLOAT64", "BINARY_DOUBLE");
        named("DECIMAL", "NUMERIC", "DEC", "NUMBER", "BIGNUMERIC", "BIGDECIMAL", "DECIMAL128");
        named("BOOLEAN", "BOOL", "LOGICAL");
        named(
                "VARCHAR",
                "STRING",
                "TEXT",
                "CHARACTER VARYING",
                "NVARCHAR",
                "VARCHAR2",
                "NVARCHAR2",
                "CLOB",
                "LONGTEXT",
                "MEDIUMTEXT",
                "LARGE_STRING",
                "UTF8",
                "OBJECT",
                "STR");
        named("DATE", "DATE32", "DATE64");
        named("TIME", "TIME WITHOUT TIME ZONE", "TIME64", "TIME32");
        named(
                "TIMESTAMP",
                "TIMESTAMP WITHOUT TIME ZONE",
                "TIMESTAMP_NTZ",
                "TIMESTAMPNTZ",
                "DATETIME",
                "DATETIME2",
                "DATETIME64",
                "TIMESTAMP_US",
                "TIMESTAMP_MS",
                "TIMESTAMP_S",
                "TIMESTAMP_NS");
        named(
                "TIMESTAMP WITH TIME ZONE",
                "TIMESTAMPTZ",
                "TIMESTAMP_TZ",
                "TIMESTAMP_LTZ",
                "TIMESTAMPLTZ",
                "TIMESTAMP WITH LOCAL TIME ZONE",
                "DATETIMEOFFSET",
                "DATETIMETZ");
        named("BLOB", "BYTEA", "BINARY", "VARBINARY", "BYTES", "LARGE_BINARY");
        named("CHAR", "CHARACTER", "BPCHAR", "NCHAR");
        named("UUID", "UNIQUEIDENTIFIER", "GUID");
    }

    private static void named(String type, String... others) {
        for (String other : others) {
            SYNONYMS.put(other, type);
        }
    }

    private PhysicalTypes() {}

    /** The same but for case, spaces, synonyms, and a length or a schema that only one side states. */
    public static boolean same(String wanted, String found) {
        String a = plain(wanted);
        String b = plain(found);
        b = a.contains(".") ? b : b.replaceFirst("^\\w+\\.", "");
        boolean lengths = a.contains("(") && b.contains("(");
        return base(a).equals(base(b)) && (!lengths || length(a).equals(length(b)));
    }

    private static String plain(String type) {
        return type.toUpperCase(Locale.ROOT).replaceAll("\\s*([(),])\\s*", "$1").trim();
    }

    private static String length(String type) {
        return type.substring(type.indexOf('('), type.indexOf(')', type.indexOf('(')) + 1);
    }

    private static String base(String type) {
        String base =
                type.replaceFirst("\\([^)]*\\)", " ").replaceAll("\\s+", " ").trim();
        return SYNONYMS.getOrDefault(base, base);
    }
}
