package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Databricks SQL; the login is {@code token} with a personal access token. Its driver is a pack. */
final class Databricks extends Warehouse {
    private static final Set<String> PARAMETERS =
            Set.of("httppath", "conncatalog", "connschema", "ssl", "transportmode", "sockettimeout");

    /** @return Databricks' driver of 36 MB */
    @Override
    public List<Pack> packs() {
        return List.of(new Pack(
                "databricks",
                "com.databricks",
                "databricks-jdbc",
                "3.0.1",
                "",
                "73ff679a86ff726a2975f5de2dbb38564666f5f7a32854032ff71b50a871456f",
                35905138L));
    }

    @Override
    public String name() {
        return "Databricks";
    }

    @Override
    public String scheme() {
        return "databricks";
    }

    @Override
    String example() {
        return "jdbc:databricks://host:443;httpPath=/sql/1.0/warehouses/id";
    }

    @Override
    Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    boolean semicolons() {
        return true;
    }

    @Override
    String refused(String parameter, String value) {
        return parameter.equals("ssl") && !value.equals("1") ? "a token is sent over TLS only; remove 'ssl'" : null;
    }

    @Override
    String driverClass() {
        return "com.databricks.client.jdbc.Driver";
    }

    @Override
    Properties properties(DatabaseLogin login) {
        Properties properties = new Properties();
        properties.setProperty("AuthMech", "3");
        properties.setProperty("UID", login.user());
        properties.setProperty("PWD", login.password());
        properties.setProperty("ssl", "1");
        properties.setProperty("EnableTelemetry", "0");
        properties.setProperty("UserAgentEntry", "cd4ml");
        return properties;
    }

    @Override
    List<String> settings() {
        return List.of("SET TIME ZONE 'UTC'", "SET ANSI_MODE = true");
    }

    @Override
    public TableDialect dialect(Map<String, String> types) {
        return new Sql(types);
    }

    @Override
    public String written(String sql) {
        return StandardSql.write(sql, name -> "`" + name.replace("`", "``") + "`", "\\'");
    }

    /** Databricks SQL, in a session whose zone is UTC. */
    private static final class Sql extends CastDialect {
        private static final String NUMBERS = "tinyint|smallint|int|integer|bigint|float|double|decimal";

        Sql(Map<String, String> types) {
            super(types, "double", "decimal(38,9)", "string");
        }

        @Override
        public ColumnKind kind(String type) {
            return kind(base(type), NUMBERS, "date|timestamp|timestamp_ntz");
        }

        @Override
        public boolean unsupported(String type) {
            return type.matches("(?i)(array|struct|map|variant|object|interval|geography|geometry).*");
        }

        @Override
        String soft(String value, String type) {
            return "try_cast(" + value + " AS " + type + ")";
        }

        @Override
        String found(String text, String pattern) {
            return "regexp_like(" + text + ", " + pattern + ")";
        }

        @Override
        String instant(String text) {
            return soft(text, "timestamp");
        }

        @Override
        String utc(String column, String type) {
            return "CAST(" + column + " AS timestamp)";
        }

        @Override
        public String text(String column) {
            return "binary".equals(typeOf(column)) ? "lower(hex(" + column + "))" : super.text(column);
        }

        @Override
        String group(int number) {
            return "$" + number;
        }

        @Override
        String replaced(String text, String pattern, String by) {
            return "regexp_replace(" + text + ", " + Duck.text(pattern) + ", " + Duck.text(by) + ")";
        }

        @Override
        String bits(String text, int half) {
            return "CAST(conv(substr(md5(" + text + "), " + (half * 16 + 1) + ", 15), 16, 10) AS decimal(38,0))";
        }

        @Override
        public String nan(String number) {
            return "isnan(" + number + ")";
        }

        @Override
        public String micros(String column) {
            return hard("unix_micros(" + timestamp(column) + ")");
        }

        @Override
        public String bucket(String x, double[] thresholds) {
            return thresholds.length == 0
                    ? "CASE WHEN " + x + " IS NULL THEN NULL ELSE 0 END"
                    : DoubleStream.of(thresholds)
                            .mapToObj(this::real)
                            .collect(Collectors.joining(
                                    ", ",
                                    "CASE WHEN " + x + " IS NOT NULL THEN size(filter(array(",
                                    "), t -> t <= " + x + ")) END"));
        }

        @Override
        public String real(double value) {
            String text = super.real(value);
            return text.endsWith(")") ? text : text + "D"; // else an exponent may give a decimal
        }
    }
}
