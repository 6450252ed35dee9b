package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parquet files that are one dataset. DuckDB would take columns and types of the first file and cast the others' values,
 * 1.5 to 2; here types that differ are joined to the one that holds both ({@link TypeJoin}), or files and types are named.
 */
final class ParquetFiles {
    private final Duck duck;
    private final List<Path> files;
    private final String hive;
    private final List<Map<String, String>> types = new ArrayList<>();

    private ParquetFiles(Duck duck, List<Path> files, boolean hive) {
        this.duck = duck;
        this.files = files;
        this.hive = ", hive_partitioning=" + hive;
    }

    /** @throws InputException when files differ in their columns, or in types that have no join */
    static Dataset open(Duck duck, Path shown, List<Path> files, boolean hive, Sources.Options options)
            throws SQLException {
        String from = relation(duck, files, hive);
        Map<String, String> columns = Sources.describe(duck, from);
        Map<String, String> types = named(duck, files.get(0), columns);
        if (types.equals(columns)) {
            return new Dataset(shown, Sources.without(options.missing(), from, columns), columns, true);
        }
        Map<String, String> ids = Duck.ids(types.keySet());
        String list = types.keySet().stream().map(ids::get).collect(Collectors.joining(", "));
        Map<String, String> sql = new LinkedHashMap<>();
        types.forEach((column, type) -> sql.put(Duck.name(ids.get(column)), type));
        String renamed = "(SELECT * FROM " + from + " AS t(" + list + "))";
        return new Dataset(shown, Sources.without(options.missing(), renamed, sql), types, true);
    }

    /** @return the types by the names that the file has: of two that differ in case alone, DuckDB numbers the second */
    private static Map<String, String> named(Duck duck, Path file, Map<String, String> columns) throws SQLException {
        boolean twins = columns.keySet().stream()
                .anyMatch(c -> c.matches(".*_\\d+")
                        && columns.keySet().stream().anyMatch(o -> o.equalsIgnoreCase(c.replaceFirst("_\\d+$", ""))));
        if (!twins) {
            return columns;
        }
        List<String> names = new ArrayList<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        "SELECT name, coalesce(num_children, 0) FROM parquet_schema(" + Duck.file(file) + ")")) {
            row.next(); // the root
            long inner = 0;
            while (row.next()) {
                if (inner == 0) {
                    names.add(row.getString(1));
                } else {
                    inner--;
                }
                inner += row.getLong(2);
            }
        }
        Map<String, String> named = new LinkedHashMap<>();
        int at = 0;
        for (Map.Entry<String, String> column : columns.entrySet()) {
            named.put(at < names.size() ? names.get(at) : column.getKey(), column.getValue());
            at++;
        }
        return named.size() == columns.size() ? named : columns;
    }

    /** @return SQL of the relation of all files, in their order */
    private static String relation(Duck duck, List<Path> files, boolean hive) throws SQLException {
        ParquetFiles all = new ParquetFiles(duck, files, hive);
        String whole = "read_parquet(" + FilePatterns.list(files) + all.hive + ")";
        return files.size() == 1 || all.alike() ? whole : all.joined(whole);
    }

    private boolean alike() throws SQLException {
        for (Path file : files) {
            Map<String, String> found = Sources.describe(duck, "read_parquet(" + Duck.file(file) + ")");
            for (String column : nothing(file)) {
                found.replace(column, TypeJoin.NOTHING);
            }
            types.add(found);
        }
        Map<String, String> first = types.get(0);
        for (int i = 1; i < types.size(); i++) {
            if (!types.get(i).keySet().equals(first.keySet())) {
                throw new InputException(files.get(i) + " has other columns than "
                        + files.get(0).getFileName() + ": "
                        + Sources.differences(first.keySet(), types.get(i).keySet())
                        + "; write all files with the same columns.");
            }
        }
        return types.stream().allMatch(first::equals);
    }

    /** @return columns that the file says have no values and so no type, which DuckDB takes for integers */
    private Set<String> nothing(Path file) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        "SELECT name FROM parquet_schema(" + Duck.file(file) + ") WHERE logical_type = 'NullType()'")) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        return columns;
    }

    /** Files that follow each other and have the same types are read together. */
    private String joined(String whole) throws SQLException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String column : types.get(0).keySet()) {
            all.put(column, join(column));
        }
        Map<String, String> partitions = new LinkedHashMap<>(Sources.describe(duck, whole));
        partitions.keySet().removeAll(all.keySet());
        all.putAll(partitions);
        String select = all.entrySet().stream()
                .map(e -> "CAST(" + Duck.id(e.getKey()) + " AS " + e.getValue() + ") AS " + Duck.id(e.getKey()))
                .collect(Collectors.joining(", ", "SELECT ", ""));
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < files.size(); ) {
            int to = from + 1;
            while (to < files.size() && types.get(to).equals(types.get(from))) {
                to++;
            }
            parts.add(select + " FROM read_parquet(" + FilePatterns.list(files.subList(from, to)) + hive
                    + ", hive_types_autocast=false)");
            from = to;
        }
        return "(" + String.join(" UNION ALL ", parts) + ")";
    }

    private String join(String column) throws SQLException {
        String joined = TypeJoin.NOTHING;
        int by = 0;
        for (int i = 0; i < files.size(); i++) {
            String type = types.get(i).get(column);
            String next = TypeJoin.of(joined, type);
            if (next == null && empty(i, column)) {
                continue;
            }
            boolean nothing = next == null;
            for (int before = 0; nothing && before < i; before++) {
                nothing = empty(before, column);
            }
            if (nothing) {
                next = type;
            }
            if (next == null && TypeJoin.isInteger(joined) && TypeJoin.isFloat(type) && fits(0, i, column)
                    || next == null && TypeJoin.isFloat(joined) && TypeJoin.isInteger(type) && fits(i, i + 1, column)) {
                next = "DOUBLE";
            }
            if (next == null) {
                throw new InputException(files.get(i) + ": '" + column + "' is " + type + " and in "
                        + files.get(by).getFileName() + " " + joined
                        + ", and no type holds the values of both; write them with the same type.");
            }
            by = next.equals(joined) ? by : i;
            joined = next;
        }
        return joined.equals(TypeJoin.NOTHING) ? "INTEGER" : joined;
    }

    private boolean empty(int file, String column) throws SQLException {
        return tells("count(" + Duck.id(column) + ") = 0", file);
    }

    /** @return whether the whole numbers of these files are floating-point numbers, too */
    private boolean fits(int from, int to, String column) throws SQLException {
        String id = Duck.id(column);
        for (int i = from; i < to; i++) {
            if (!tells(
                    "coalesce(max(" + id + ") <= 9007199254740992 AND min(" + id + ") >= -9007199254740992, true)",
                    i)) {
                return false;
            }
        }
        return true;
    }

    private boolean tells(String sql, int file) throws SQLException {
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + sql + " FROM read_parquet(" + Duck.file(files.get(file)) + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
