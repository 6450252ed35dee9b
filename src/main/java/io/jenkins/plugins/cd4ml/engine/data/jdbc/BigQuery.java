package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * BigQuery; the login is a service account's address with its key. Google's driver is not in Maven Central, so there is no
 * pack: it must be on the class path.
 */
final class BigQuery extends Warehouse {
    private static final Set<String> PARAMETERS = Set.of("projectid", "defaultdataset", "location", "timeout");

    @Override
    public String name() {
        return "BigQuery";
    }

    @Override
    public String scheme() {
        return "bigquery";
    }

    @Override
    String example() {
        return "jdbc:bigquery://https://www.googleapis.com/bigquery/v2:443;ProjectId=project";
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
    String driverClass() {
        return "com.google.cloud.bigquery.jdbc.BigQueryDriver";
    }

    @Override
    Properties properties(DatabaseLogin login) {
        Properties properties = new Properties();
        properties.setProperty("OAuthType", "0");
        properties.setProperty("OAuthServiceAcctEmail", login.user());
        properties.setProperty("OAuthPvtKey", login.password());
        return properties;
    }

    /** Its sessions are in UTC. */
    @Override
    List<String> settings() {
        return List.of();
    }

    @Override
    public TableDialect dialect(Map<String, String> types) {
        return new Sql(types);
    }

    @Override
    public String written(String sql) {
        return StandardSql.write(sql, name -> "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`", "\\'");
    }

    /** BigQuery. Its times are instants, shown in UTC. */
    private static final class Sql extends CastDialect {
        Sql(Map<String, String> types) {
            super(types, "float64", "bignumeric", "string");
        }

        @Override
        public ColumnKind kind(String type) {
            return kind(base(type), "int64|integer|float64|float|numeric|bignumeric", "date|datetime|timestamp");
        }

        @Override
        public boolean unsupported(String type) {
            return type.matches("(?i)(array|struct|record|range|geography).*");
        }

        @Override
        String soft(String value, String type) {
            return "SAFE_CAST(" + value + " AS " + type + ")";
        }

        @Override
        String found(String text, String pattern) {
            return "regexp_contains(" + text + ", " + pattern + ")";
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
            return switch (typeOf(column)) {
                case "bytes" -> "to_hex(" + column + ")";
                case "json" -> "to_json_string(" + column + ")";
                default -> super.text(column);
            };
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
            return "CAST(CAST('0x' || substr(" + md5(text) + ", " + (half * 16 + 1) + ", 15) AS int64) AS bignumeric)";
        }

        @Override
        public String md5(String text) {
            return "to_hex(md5(" + text + "))";
        }

        @Override
        public String notDate(String column) {
            String time = timestamp(column);
            return "NOT coalesce(" + time + " = timestamp_trunc(" + time + ", DAY), false)";
        }

        @Override
        public String nan(String number) {
            return "is_nan(" + number + ")";
        }

        @Override
        public String micros(String column) {
            return hard("unix_micros(" + timestamp(column) + ")");
        }

        @Override
        public String bigint(String whole) {
            return "CAST(" + whole + " AS int64)";
        }

        @Override
        public String bucket(String x, double[] thresholds) {
            return thresholds.length == 0
                    ? "CASE WHEN " + x + " IS NULL THEN NULL ELSE 0 END"
                    : DoubleStream.of(thresholds)
                            .mapToObj(this::real)
                            .collect(Collectors.joining(", ", "range_bucket(" + x + ", [", "])"));
        }

        @Override
        public String tuple(List<String> values) {
            return values.size() == 1 ? values.get(0) : "AS STRUCT " + list(values);
        }
    }
}
