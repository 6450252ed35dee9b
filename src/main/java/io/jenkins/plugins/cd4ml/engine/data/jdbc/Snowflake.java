package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Snowflake; the password of the login may be a programmatic access token. Its driver is a pack. */
final class Snowflake extends Warehouse {
    private static final Set<String> PARAMETERS =
            Set.of("db", "schema", "warehouse", "role", "logintimeout", "networktimeout", "querytimeout");

    private static final List<String> SETTINGS =
            List.of("ALTER SESSION SET TIMEZONE = 'UTC', TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM',"
                    + " TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9', DATE_OUTPUT_FORMAT = 'YYYY-MM-DD',"
                    + " TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9', BINARY_OUTPUT_FORMAT = 'HEX',"
                    + " TIMESTAMP_INPUT_FORMAT = 'AUTO', QUOTED_IDENTIFIERS_IGNORE_CASE = false,"
                    + " JDBC_QUERY_RESULT_FORMAT = 'JSON'");

    /** @return Snowflake's driver of 82 MB */
    @Override
    public List<Pack> packs() {
        return List.of(new Pack(
                "snowflake",
                "net.snowflake",
                "snowflake-jdbc",
                "3.24.2",
                "",
                "455726f5e387f42b65fe2d8200ffa9014cdf2f3e414729567bfee773af356f2d",
                82292852L));
    }

    @Override
    public String name() {
        return "Snowflake";
    }

    @Override
    public String scheme() {
        return "snowflake";
    }

    @Override
    String example() {
        return "jdbc:snowflake://account.snowflakecomputing.com/?db=SHOP&warehouse=W";
    }

    @Override
    Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    String driverClass() {
        return "net.snowflake.client.jdbc.SnowflakeDriver";
    }

    @Override
    Properties properties(DatabaseLogin login) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("application", "cd4ml");
        properties.setProperty("CLIENT_TELEMETRY_ENABLED", "false");
        return properties;
    }

    @Override
    List<String> settings() {
        return SETTINGS;
    }

    @Override
    public TableDialect dialect(Map<String, String> types) {
        return new Sql(types);
    }

    /** Names in quotes that differ in case alone are two. */
    @Override
    public boolean foldsNames() {
        return false;
    }

    @Override
    public String written(String sql) {
        return StandardSql.write(sql, Duck::id, "''");
    }

    /** Snowflake. Its patterns are POSIX's with a few of Perl's signs, and describe the whole text. */
    private static final class Sql extends CastDialect {
        private static final String NUMBERS =
                "(number|decimal|fixed|(big|small|tiny)?int(eger)?|double|float|real)( precision)?";

        Sql(Map<String, String> types) {
            super(types, "double", "number(38,9)", "varchar");
        }

        @Override
        public ColumnKind kind(String type) {
            return kind(base(type), NUMBERS, "date|datetime|timestamp.*");
        }

        @Override
        public boolean unsupported(String type) {
            return base(type).matches("variant|object|array|map|geography|geometry|vector");
        }

        @Override
        String soft(String value, String type) {
            return "TRY_CAST(" + value + " AS " + type + ")";
        }

        @Override
        String whole(String pattern) {
            return Duck.text("^(" + plainGroups(pattern) + ")$");
        }

        private static String plainGroups(String pattern) {
            return pattern.replace("(?:", "(");
        }

        @Override
        String found(String text, String pattern) {
            return "regexp_instr(" + text + ", " + pattern + ") > 0";
        }

        @Override
        public String pattern(String pattern) {
            String translated = PatternTranslator.SNOWFLAKE.of(pattern);
            return translated == null || translated.matches(".*[*+?}]\\?.*")
                    ? null
                    : plainGroups(translated); // none is lazy
        }

        @Override
        String instant(String text) {
            return "CAST(convert_timezone('UTC', try_to_timestamp_tz(" + text + ")) AS timestamp_ntz)";
        }

        @Override
        String utc(String column, String type) {
            return type.matches("(?i)timestamp_?(tz|ltz).*")
                    ? "CAST(convert_timezone('UTC', " + column + ") AS timestamp_ntz)"
                    : "CAST(" + column + " AS timestamp_ntz)";
        }

        @Override
        String group(int number) {
            return "\\" + number;
        }

        @Override
        String replaced(String text, String pattern, String by) {
            return "regexp_replace(" + text + ", " + Duck.text(pattern) + ", " + Duck.text(by) + ")";
        }

        @Override
        String bits(String text, int half) {
            return "md5_number_" + (half == 0 ? "upper" : "lower") + "64(" + text + ")";
        }

        /** Not a number is equal to itself here, and more than everything else. */
        @Override
        public String nan(String number) {
            return number + " = " + hard("'nan'");
        }

        @Override
        public String micros(String column) {
            return hard("date_part(epoch_microsecond, " + timestamp(column) + ")");
        }

        @Override
        public String bucket(String x, double[] thresholds) {
            List<String> all = DoubleStream.of(thresholds).mapToObj(this::real).toList();
            return "CASE WHEN " + x + " IS NULL THEN NULL ELSE " + halves(x, all, 0, all.size()) + " END";
        }

        @Override
        public List<String> tableNames(String table) {
            String upper = table.toUpperCase(Locale.ROOT); // without quotes
            return upper.equals(table) ? List.of(table) : List.of(table, upper);
        }
    }
}
