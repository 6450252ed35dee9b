package io.jenkins.plugins.cd4ml.engine.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens files, folders and globs as datasets: CSV and TSV, plain or gzipped, JSON lines, Parquet, DuckDB and SQLite files. */
public final class Sources {
    private static final String LONGEST_LINE = "16777216";
    private static final String BUFFER = "33554432"; // two lines; DuckDB would take sixteen, per file

    private Sources() {}

    /**
     * How a text file is written.
     *
     * @param separator null for the one its name suggests
     * @param encoding  a name that DuckDB knows, such as utf-8 or latin-1
     * @param missing   texts that stand for a missing value, besides the empty one
     * @param table     the table of a database file
     */
    public record Options(String separator, String encoding, List<String> missing, String table) {
        static final Options DEFAULT = new Options(null, "utf-8", List.of(), null);

        public static Options of(JsonNode spec) {
            List<String> missing = new ArrayList<>();
            spec.path("missing").forEach(m -> missing.add(m.asText()));
            return new Options(
                    spec.hasNonNull("separator") ? spec.get("separator").asText() : null,
                    spec.path("encoding").asText("utf-8"),
                    missing,
                    spec.hasNonNull("table") ? spec.get("table").asText() : null);
        }
    }

    /** @return whether the dataset is in a database */
    public static boolean inDatabase(JsonNode dataset) {
        return dataset.path("jdbc").isObject();
    }

    /** @throws InputException for a dataset in a database, where only files are read */
    public static void refuseDatabase(Project project, String name) {
        if (inDatabase(project.section("data").path(name))) {
            throw new InputException(project.place("/data/" + name + "/jdbc") + ": '" + name
                    + "' is in a database, where only validate-data works; export it to a file such as Parquet and"
                    + " describe that with 'path'.");
        }
    }

    /** @param key {@code path} or {@code reference} */
    public static Dataset open(Duck duck, Project project, String name, String key) {
        JsonNode spec = project.section("data").path(name);
        if ("path".equals(key)) {
            refuseDatabase(project, name);
        } else if (spec.path(key).isObject()) {
            throw new InputException(project.place("/data/" + name + "/" + key)
                    + " is a table, which only a dataset with 'jdbc' is compared with; name a file.");
        }
        String path = spec.path(key).asText();
        String pointer = "/data/" + name + "/" + key;
        Options options = Options.of(spec);
        Path pattern = project.inside(path, pointer);
        if (!FilePatterns.is(pattern)) {
            return open(duck, project.existing(path, pointer), options);
        }
        List<Path> files = FilePatterns.matching(pattern);
        if (files.isEmpty()) {
            throw new InputException(project.place(pointer) + ": no file matches " + path + ".");
        }
        return of(duck, pattern, files, options);
    }

    static Dataset open(Duck duck, Path file, Options options) {
        if (!Files.exists(file)) {
            throw new InputException(file + " does not exist.");
        }
        if (!Files.isDirectory(file)) {
            return of(duck, file, List.of(file), options);
        }
        List<Path> files = FilePatterns.below(file);
        if (files.isEmpty()) {
            throw new InputException(file + " is a folder without files.");
        }
        return of(duck, file, files, options);
    }

    private static Dataset of(Duck duck, Path shown, List<Path> files, Options options) {
        String kind = kind(files.get(0));
        try {
            for (Path file : files) {
                if (!kind(file).equals(kind)) {
                    throw new InputException(
                            shown + " mixes files: " + files.get(0).getFileName() + " and " + file.getFileName()
                                    + "; name one kind with a pattern such as *.csv.");
                }
                if (!Files.isReadable(file)) {
                    throw new InputException(file + " cannot be read: permission denied.");
                }
                if (Files.size(file) == 0) {
                    throw new InputException(file + " is empty; it needs a header and rows.");
                }
            }
            return switch (kind) {
                case "csv", "tsv" -> csv(duck, shown, files, kind, options);
                case "parquet" -> typed(duck, shown, ParquetFiles.relation(duck, files, hive(shown, files)), options);
                case "json" -> json(duck, shown, files, options);
                case "duckdb", "sqlite" -> table(duck, shown, kind, options);
                default ->
                    throw new InputException(shown
                            + " is not a kind of file that is read: .csv, .tsv, .jsonl (each also .gz),"
                            + " .parquet, .duckdb, .sqlite.");
            };
        } catch (IOException e) {
            throw new InputException(shown + " cannot be read: " + FileErrors.reason(e) + ".", e);
        } catch (SQLException e) {
            throw new InputException(shown + " cannot be read: " + Dataset.reason(e) + ".", e);
        }
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "csv", "txt" -> "csv";
            case "tsv", "tab" -> "tsv";
            case "jsonl", "ndjson", "json" -> "json";
            case "parquet", "pq" -> "parquet";
            case "duckdb", "ddb" -> "duckdb";
            case "sqlite", "sqlite3", "db3" -> "sqlite";
            case "db" -> Databases.kind(file);
            default -> suffix;
        };
    }

    private static boolean hive(Path shown, List<Path> files) {
        Path root = files.size() == 1 && files.get(0).equals(shown) ? shown.getParent() : null;
        return root == null && files.get(0).getParent().getFileName().toString().contains("=");
    }

    private static Dataset csv(Duck duck, Path shown, List<Path> files, String kind, Options options)
            throws IOException, SQLException {
        String separator = options.separator() != null ? options.separator() : "tsv".equals(kind) ? "\t" : ",";
        CsvHeader first = CsvHeader.read(files.get(0), separator, options.encoding());
        for (Path file : files.subList(1, files.size())) {
            CsvHeader other = CsvHeader.read(file, separator, options.encoding());
            if (!other.columns().equals(first.columns())) {
                throw new InputException(
                        file + " has another header than " + files.get(0).getFileName() + ".");
            }
        }
        String columns = first.columns().stream()
                .map(c -> Duck.text(c) + ": 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
        List<String> missing = new ArrayList<>(List.of(""));
        missing.addAll(options.missing());
        String from = "read_csv(" + FilePatterns.list(files) + ", auto_detect=false, header=true, delim="
                + Duck.text(separator)
                + ", quote='\"', escape='\"', nullstr=["
                + missing.stream().map(Duck::text).collect(Collectors.joining(", "))
                + "], strict_mode=true, max_line_size=" + LONGEST_LINE + ", buffer_size=" + BUFFER + ", encoding="
                + Duck.text(options.encoding())
                + first.newLine() + ", columns=" + columns + ", hive_partitioning=" + hive(shown, files)
                + ", hive_types_autocast=false)";
        Map<String, String> types = new LinkedHashMap<>();
        if (hive(shown, files)) {
            types.putAll(describe(duck, from));
        } else {
            first.columns().forEach(c -> types.put(c, "VARCHAR"));
        }
        boolean plain = !hive(shown, files)
                && first.newLine().isEmpty()
                && options.encoding().toLowerCase(Locale.ROOT).matches("utf-?8");
        return new Dataset(
                shown,
                from,
                types,
                false,
                plain ? new CsvFormat(files, separator.charAt(0), Set.copyOf(missing), Files::newInputStream) : null);
    }

    /** All values as text, as from CSV: DuckDB would turn a bad cell into a missing one in silence. */
    private static Dataset json(Duck duck, Path shown, List<Path> files, Options options) throws SQLException {
        String lines = FilePatterns.list(files) + ", format='newline_delimited', maximum_object_size=" + LONGEST_LINE;
        Map<String, String> types = new LinkedHashMap<>();
        try {
            describe(duck, "read_json(" + lines + ", sample_size=-1, maximum_depth=1)")
                    .keySet()
                    .forEach(c -> types.put(c, "VARCHAR"));
        } catch (SQLException e) {
            throw new Dataset(shown, "", Map.of(), false).explain(e);
        }
        requireObjects(duck, shown, lines);
        String columns = types.keySet().stream()
                .map(c -> Duck.text(c) + ": 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
        String from = without(options.missing(), "read_json(" + lines + ", columns=" + columns + ")", types);
        return new Dataset(shown, from, types, false);
    }

    /** DuckDB takes [{…}, {…}] on one line for one row, and 1 for a row with a column of its own. */
    private static void requireObjects(Duck duck, Path shown, String lines) throws SQLException {
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT json_type(json) FROM read_json_objects(" + lines
                        + ") WHERE json_type(json) <> 'OBJECT' LIMIT 1")) {
            if (row.next()) {
                throw new InputException(shown + " has a line that is JSON but no object ("
                        + row.getString(1).toLowerCase(Locale.ROOT) + "); write one object a line, as JSON lines.");
            }
        } catch (SQLException e) {
            throw new Dataset(shown, "", Map.of(), false).explain(e);
        }
    }

    private static Dataset table(Duck duck, Path file, String kind, Options options) throws SQLException {
        if (options.table() == null) {
            throw new InputException(file + " is a database; name its table with 'table'.");
        }
        if ("sqlite".equals(kind)) {
            return SqliteFile.open(duck, file, options.table(), options.missing());
        }
        Databases.refuseLog(file, file.resolveSibling(file.getFileName() + ".wal"));
        String alias = "db_" + Integer.toHexString(file.toString().hashCode());
        duck.execute("ATTACH IF NOT EXISTS " + Duck.text(file.toString()) + " AS " + alias + " (READ_ONLY)");
        return typed(duck, file, alias + "." + Duck.id(options.table()), options);
    }

    private static Dataset typed(Duck duck, Path shown, String from, Options options) throws SQLException {
        Map<String, String> types = describe(duck, from);
        return new Dataset(shown, without(options.missing(), from, types), types, true);
    }

    /** @return the relation with these texts as missing values, in its columns of text */
    private static String without(List<String> missing, String from, Map<String, String> types) {
        if (missing.isEmpty()) {
            return from;
        }
        String texts = missing.stream().map(Duck::text).collect(Collectors.joining(", "));
        return types.entrySet().stream()
                .map(e -> {
                    String id = Duck.id(e.getKey());
                    return "VARCHAR".equals(e.getValue())
                            ? "CASE WHEN " + id + " IN (" + texts + ") THEN NULL ELSE " + id + " END AS " + id
                            : id;
                })
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + from + ")"));
    }

    /** @return the types of a relation's columns by name, in its order */
    public static Map<String, String> describe(Duck duck, String from) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
            while (row.next()) {
                types.put(row.getString(1), row.getString(2));
            }
        }
        return types;
    }
}
