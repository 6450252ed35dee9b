package io.jenkins.plugins.cd4ml.engine.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvOptions;
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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Opens files, folders and globs as datasets: CSV and TSV, plain or gzipped, JSON lines, Parquet, DuckDB and SQLite files. */
public final class Sources {
    private static final int NAMED = 5; // columns in one sentence

    private Sources() {}

    /**
     * How a file is written.
     *
     * @param csv      the spelling of CSV
     * @param encoding of text files
     * @param missing  texts that stand for a missing value, besides the empty one
     * @param table    the table of a database file
     * @param declared gives the contract's type of a column, null where it has none
     */
    public record Options(
            CsvOptions csv, String encoding, List<String> missing, String table, UnaryOperator<String> declared) {
        static final Options DEFAULT = new Options(CsvOptions.USUAL, "utf-8", List.of(), null, column -> null);

        public static Options of(JsonNode spec) {
            return of(spec, DEFAULT.declared);
        }

        static Options of(JsonNode spec, UnaryOperator<String> declared) {
            List<String> missing = new ArrayList<>();
            spec.path("missing").forEach(m -> missing.add(m.asText()));
            return new Options(
                    CsvOptions.of(spec),
                    spec.path("encoding").asText(DEFAULT.encoding),
                    missing,
                    spec.hasNonNull("table") ? spec.get("table").asText() : null,
                    declared);
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
        Options options = Options.of(spec, declared(project, name, spec));
        options.csv().check(project.place("/data/" + name));
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

    /** Only what is written in some country's way asks the contract what its columns are. */
    private static UnaryOperator<String> declared(Project project, String name, JsonNode spec) {
        if (!spec.hasNonNull("contract") || CsvOptions.of(spec).usualValues()) {
            return column -> null;
        }
        Contract contract =
                Contract.read(project.existing(spec.get("contract").asText(), "/data/" + name + "/contract"), spec);
        return column ->
                contract.column(column) == null ? null : contract.column(column).type();
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
                case "csv" -> new TextFiles(duck, shown, files, hive(shown, files), options).csv(",");
                case "tsv" -> new TextFiles(duck, shown, files, hive(shown, files), options).csv("\t");
                case "parquet" -> ParquetFiles.open(duck, shown, files, hive(shown, files), options);
                case "json" -> new TextFiles(duck, shown, files, false, options).json();
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

    /**
     * @param columns the relation's columns with their types
     * @return the relation with these texts as missing values: in columns of text the texts, in others what they spell
     */
    static String without(List<String> missing, String from, Map<String, String> columns) {
        if (missing.isEmpty()) {
            return from;
        }
        return columns.entrySet().stream()
                .map(e -> {
                    String id = Duck.id(e.getKey());
                    List<String> values = missing.stream()
                            .map(text -> MissingValue.of(text, e.getValue()))
                            .filter(Objects::nonNull)
                            .toList();
                    return values.isEmpty()
                            ? id
                            : "CASE WHEN " + id + " IN (" + String.join(", ", values) + ") THEN NULL ELSE " + id
                                    + " END AS " + id;
                })
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + from + ")"));
    }

    /** @return what one set of columns has and the other has not, for a sentence about the other's file */
    static String differences(Set<String> first, Set<String> other) {
        Set<String> more = new TreeSet<>(other);
        more.removeAll(first);
        Set<String> less = new TreeSet<>(first);
        less.removeAll(other);
        if (less.isEmpty() && more.isEmpty()) {
            return "they are in another order";
        }
        return (less.isEmpty() ? "" : "it lacks " + named(less))
                + (less.isEmpty() || more.isEmpty() ? "" : " and ")
                + (more.isEmpty() ? "" : "it also has " + named(more));
    }

    private static String named(Set<String> columns) {
        return columns.stream().limit(NAMED).map(c -> "'" + c + "'").collect(Collectors.joining(", "))
                + (columns.size() > NAMED ? ", …" : "");
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
