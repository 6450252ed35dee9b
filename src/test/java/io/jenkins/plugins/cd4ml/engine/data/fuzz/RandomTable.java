package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** A table of random columns with a contract, and its rows as each kind of file has them. The same seed gives the same one. */
final class RandomTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final List<String> NAMES = List.of(
            "id",
            "x",
            "cd4ml_record",
            "id cd4ml number",
            "a.b",
            "it's",
            "say \"hi\"",
            "größe",
            "日本",
            "select",
            "😀",
            "a,b",
            " lead",
            "Unnamed: 0",
            "\\back",
            "per%cent",
            "$x",
            "y-z");
    private static final List<String> TEXTS = List.of(
            "red", "Blue", "größe", "日本", "😀", "a,b", "say \"hi\"", "x;y", "it's", "NULL", "nan", "007", "true");

    final List<Column> columns = new ArrayList<>();
    final int rows;
    private final Random random;

    /** What a column holds; null for a missing value. */
    record Column(String name, Kind kind, Object[] values, String contract) {}

    /** The kinds of columns, with their types in the contract and in DuckDB. */
    enum Kind {
        SMALL("integer", "INTEGER"),
        LARGE("integer", "BIGINT"),
        HUGE("integer", "DECIMAL(38,0)"),
        DOUBLE("number", "DOUBLE"),
        MONEY("number", "DECIMAL(9,2)"),
        LONG_DECIMAL("number", "DECIMAL(30,10)"),
        BOOLEAN("boolean", "BOOLEAN"),
        DAY("date", "DATE"),
        INSTANT("timestamp", "TIMESTAMP WITH TIME ZONE"),
        LOCAL("timestamp", "TIMESTAMP"),
        CATEGORY("string", "VARCHAR"),
        TEXT("string", "VARCHAR");

        final String logical;
        final String sql;

        Kind(String logical, String sql) {
            this.logical = logical;
            this.sql = sql;
        }
    }

    RandomTable(long seed) {
        random = new Random(seed);
        rows = 1 + random.nextInt(random.nextInt(5) == 0 ? 400 : 40);
        Set<String> names = new LinkedHashSet<>();
        int width = 1 + random.nextInt(8);
        while (names.size() < width) {
            names.add(NAMES.get(random.nextInt(NAMES.size())));
        }
        for (String name : names) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            Object[] values = values(kind, rows);
            columns.add(new Column(name, kind, values, contract(name, kind, values)));
        }
    }

    /** Other values for the same columns: a reference for drift. */
    private RandomTable(RandomTable like) {
        random = like.random;
        rows = 1 + random.nextInt(60);
        for (Column column : like.columns) {
            columns.add(new Column(column.name, column.kind, values(column.kind, rows), column.contract));
        }
    }

    RandomTable reference() {
        return new RandomTable(this);
    }

    private Object[] values(Kind kind, int count) {
        double missing = random.nextInt(3) == 0 ? random.nextDouble() : 0;
        int spread = random.nextInt(3) == 0 ? 3 : 1000;
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextDouble() < missing ? null : value(kind, random.nextInt(spread));
        }
        return values;
    }

    private Object value(Kind kind, int n) {
        return switch (kind) {
            case SMALL -> BigDecimal.valueOf(n - 50);
            case LARGE -> BigDecimal.valueOf((1L << 53) + n - 1).multiply(BigDecimal.valueOf(n % 2 == 0 ? 1 : -1));
            case HUGE -> new BigDecimal(BigInteger.TEN.pow(30).add(BigInteger.valueOf(n)));
            case DOUBLE -> n % 7 == 0 ? (double) n : n * 1.1 * Math.pow(10, n % 13 - 6);
            case MONEY -> BigDecimal.valueOf(123_456_700L + n * 3L, 2);
            case LONG_DECIMAL -> new BigDecimal("12345678901234567.0").add(BigDecimal.valueOf(n, 10));
            case BOOLEAN -> n % 3 != 0;
            case DAY -> LocalDate.of(1999, 12, 1).plusDays(n);
            case INSTANT -> Instant.parse("2026-03-28T22:00:00Z").plus(n * 977_000_001L, ChronoUnit.MICROS);
            case LOCAL -> LocalDateTime.of(2025, 10, 25, 22, 0).plus(n * 977_000_001L, ChronoUnit.MICROS);
            case CATEGORY -> TEXTS.get(n % TEXTS.size());
            case TEXT -> TEXTS.get(n % TEXTS.size()) + n;
        };
    }

    private String contract(String name, Kind kind, Object[] values) {
        Object some = java.util.Arrays.stream(values)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        StringBuilder yaml = new StringBuilder("{name: " + Json.line(name) + ", logicalType: " + kind.logical);
        yaml.append(random.nextInt(3) == 0 ? ", required: true" : "")
                .append(random.nextInt(3) == 0 ? ", unique: true" : "");
        if (some != null && random.nextBoolean()) {
            String bound = plain(kind, some);
            String options =
                    switch (kind.logical) {
                        case "integer", "number" ->
                            random.nextInt(4) == 0
                                    ? "multipleOf: " + (kind == Kind.MONEY ? "0.03" : "3")
                                    : random.nextBoolean() ? "minimum: " + bound : "exclusiveMaximum: " + bound;
                        case "date", "timestamp" ->
                            random.nextBoolean() ? "minimum: '" + bound + "'" : "exclusiveMaximum: '" + bound + "'";
                        case "string" -> random.nextBoolean() ? "maxLength: 4" : "pattern: '[a-zA-Z0-9]*'";
                        default -> "";
                    };
            yaml.append(options.isEmpty() ? "" : ", logicalTypeOptions: {" + options + "}");
        }
        yaml.append(", quality: [{metric: nullValues, unit: percent, mustBeLessOrEqualTo: ")
                .append(random.nextInt(100))
                .append("}");
        if (some != null && random.nextBoolean()) {
            String value = kind.logical.matches("integer|number") ? plain(kind, some) : Json.line(plain(kind, some));
            yaml.append(", {metric: invalidValues, arguments: {validValues: [")
                    .append(value)
                    .append("]}, mustBe: 0}");
        }
        return yaml.append("]}").toString();
    }

    /** @return a value as a contract has it, and as a file may have it */
    static String plain(Kind kind, Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Instant instant) {
            return TIME.format(instant.atOffset(ZoneOffset.UTC)) + "Z";
        }
        return value instanceof LocalDateTime time ? TIME.format(time) : value.toString();
    }

    /** @return a value as one of many programs might spell it */
    String spelt(Kind kind, Object value) {
        if (value instanceof Instant instant) {
            ZoneOffset offset = ZoneOffset.ofHoursMinutes(random.nextInt(20) - 9, 0);
            return TIME.format(instant.atOffset(offset)) + (offset.equals(ZoneOffset.UTC) ? "Z" : offset.getId());
        }
        if (value instanceof Boolean told) {
            return List.of(told ? "true" : "false", told ? "True" : "False", told ? "t" : "f")
                    .get(random.nextInt(3));
        }
        if (kind == Kind.SMALL && random.nextInt(5) == 0) {
            return value + ".0";
        }
        return plain(kind, value);
    }
}
