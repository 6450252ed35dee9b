package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvFormat;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvHeader;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvOptions;
import io.jenkins.plugins.cd4ml.engine.data.text.Encodings;
import io.jenkins.plugins.cd4ml.engine.data.text.JsonNumbers;
import io.jenkins.plugins.cd4ml.engine.data.text.JsonShape;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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

/** CSV and JSON files that are one dataset: every value is a text. */
final class TextFiles {
    private static final String LONGEST_LINE = "16777216";
    private static final String BUFFER = "33554432"; // two lines; DuckDB would take sixteen, per file

    private final Duck duck;
    private final Path shown;
    private final List<Path> files;
    private final boolean hive;
    private final Sources.Options options;
    private final boolean copied;

    /** @param hive whether the names of folders are values of columns */
    TextFiles(Duck duck, Path shown, List<Path> files, boolean hive, Sources.Options options) throws IOException {
        this.duck = duck;
        this.shown = shown;
        this.hive = hive;
        this.options = options;
        Charset charset = Encodings.of(options.encoding(), shown);
        this.copied = !charset.equals(StandardCharsets.UTF_8);
        if (copied && hive) {
            throw new InputException(shown + " has folders that are columns, and is not UTF-8; convert it to UTF-8.");
        }
        this.files = copied ? inUtf8(files, charset) : files;
    }

    private List<Path> inUtf8(List<Path> originals, Charset charset) throws IOException {
        Path folder = duck.temporaryFolder();
        List<Path> copies = new ArrayList<>();
        for (Path original : originals) {
            Path copy = folder.resolve(copies.size() + ".txt");
            try {
                Encodings.copy(original, charset, copy);
            } catch (Encodings.MalformedTextException e) {
                throw new Dataset.Ragged(
                        original.getFileName() + " line " + e.line + " is not " + options.encoding()
                                + " text; name its encoding.",
                        e);
            }
            copies.add(copy);
        }
        return copies;
    }

    /** @param separator the usual one of the files' kind */
    Dataset csv(String separator) throws IOException, SQLException {
        CsvOptions csv = options.csv();
        char sign = (csv.separator() == null ? separator : csv.separator()).charAt(0);
        CsvHeader first = CsvHeader.read(files.get(0), name(0), sign, csv);
        for (int i = 1; i < files.size(); i++) {
            CsvHeader other = CsvHeader.read(files.get(i), name(i), sign, csv);
            if (!other.columns().equals(first.columns())) {
                throw new InputException(name(i) + " has another header than "
                        + name(0).getFileName() + ": "
                        + Sources.differences(Set.copyOf(first.columns()), Set.copyOf(other.columns()))
                        + "; write all files with the same columns.");
            }
            if (other.skip() != first.skip()) {
                throw new InputException(name(i) + " has another number of lines before its records than "
                        + name(0).getFileName() + ".");
            }
        }
        Map<String, String> ids = Duck.ids(first.columns());
        String columns = first.columns().stream()
                .map(c -> Duck.text(Duck.name(ids.get(c))) + ": 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
        List<String> missing = new ArrayList<>(List.of(""));
        missing.addAll(options.missing());
        boolean usual = csv.usualRecords();
        String from = "read_csv(" + FilePatterns.list(files) + ", auto_detect=false, delim=" + Duck.text("" + sign)
                + ", header=true" + (first.skip() == 0 ? "" : ", skip=" + first.skip())
                + ", quote=" + Duck.text(csv.quote()) + ", escape=" + Duck.text(csv.escape())
                + (csv.comment().isEmpty() ? "" : ", comment=" + Duck.text(csv.comment()))
                + ", nullstr=[" + missing.stream().map(Duck::text).collect(Collectors.joining(", "))
                + "], strict_mode=true, max_line_size=" + LONGEST_LINE + ", buffer_size=" + BUFFER
                + ", encoding='utf-8'"
                + (first.newLine().isEmpty() ? "" : ", new_line='" + first.newLine() + "'")
                + ", columns=" + columns + ", hive_partitioning=" + hive + ", hive_types_autocast=false)";
        Map<String, String> types = new LinkedHashMap<>();
        first.columns().forEach(c -> types.put(c, "VARCHAR"));
        if (hive) {
            types.putAll(Sources.describe(duck, from));
        }
        CsvFormat format = new CsvFormat(
                files,
                sign,
                Set.copyOf(missing),
                Files::newInputStream,
                usual && csv.usualValues() && !hive && first.newLine().isEmpty(),
                copied);
        Dataset plain = new Dataset(shown, from, types, false, format);
        return csv.usualValues()
                ? plain
                : new Dataset(
                        shown,
                        new LocalSpelling(duck, plain, csv, options.declared()).relation(),
                        types,
                        false,
                        format);
    }

    /** @return the name of a file for messages: of a copy, what it is a copy of */
    private Path name(int file) {
        return copied ? shown : files.get(file);
    }

    /** All values as text, as from CSV: DuckDB would turn a bad cell into a missing one in silence. */
    Dataset json() throws IOException, SQLException {
        JsonShape shape = JsonShape.of(files.get(0));
        for (Path file : files) {
            if (JsonShape.of(file) != shape) {
                throw new InputException(
                        shown + " mixes JSON lines with other JSON; write all files in one of these ways.");
            }
        }
        String lines = FilePatterns.list(exact(shape)) + ", format='" + shape.format() + "', maximum_object_size="
                + LONGEST_LINE;
        Map<String, String> types = new LinkedHashMap<>();
        try {
            requireObjects(lines);
            Sources.describe(duck, "read_json(" + lines + ", sample_size=-1, maximum_depth=1)")
                    .keySet()
                    .forEach(c -> types.put(c, "VARCHAR"));
            boolean twins = types.keySet().stream()
                    .anyMatch(c -> c.matches(".*_\\d+")
                            && types.keySet().stream().anyMatch(o -> o.equalsIgnoreCase(c.replaceFirst("_\\d+$", ""))));
            return twins ? byKey(lines) : byColumn(lines, types);
        } catch (SQLException e) {
            throw new Dataset(shown, "", Map.of(), false).explain(e);
        }
    }

    /** @return the files, or copies of them where numbers would lose digits */
    private List<Path> exact(JsonShape shape) throws IOException {
        List<Path> exact = new ArrayList<>();
        Path folder = null;
        for (Path file : files) {
            if (JsonNumbers.tooLong(file, shape)) {
                folder = folder == null ? duck.temporaryFolder() : folder;
                Path copy = folder.resolve(exact.size() + ".json");
                JsonNumbers.copy(file, shape, copy);
                exact.add(copy);
            } else {
                exact.add(file);
            }
        }
        return exact;
    }

    private Dataset byColumn(String lines, Map<String, String> types) {
        String columns = types.keySet().stream()
                .map(c -> Duck.text(c) + ": 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
        String from = Sources.without(options.missing(), "read_json(" + lines + ", columns=" + columns + ")", types);
        return new Dataset(shown, from, types, false);
    }

    /** Keys that differ in case alone, which DuckDB's columns cannot. */
    private Dataset byKey(String lines) throws SQLException {
        String objects = "read_json_objects(" + lines + ")";
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT k FROM (SELECT row_number() OVER () AS n,"
                        + " unnest(json_keys(json)) AS k FROM " + objects + ") GROUP BY k ORDER BY min(n), k")) {
            while (row.next()) {
                types.put(row.getString(1), "VARCHAR");
            }
        }
        Map<String, String> ids = Duck.ids(types.keySet());
        String select = types.keySet().stream()
                .map(c -> "json_extract_string(json, " + Duck.text("$.\"" + c.replace("\"", "\\\"") + "\"") + ") AS "
                        + ids.get(c))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + objects + ")"));
        Map<String, String> columns = new LinkedHashMap<>();
        ids.values().forEach(id -> columns.put(Duck.name(id), "VARCHAR"));
        return new Dataset(shown, Sources.without(options.missing(), select, columns), types, false);
    }

    /** DuckDB takes 1 for a row with a column of its own. */
    private void requireObjects(String lines) throws SQLException {
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT json_type(json) FROM read_json_objects(" + lines
                        + ") WHERE json_type(json) <> 'OBJECT' LIMIT 1")) {
            if (row.next()) {
                throw new InputException(shown + " has a line that is JSON but no object ("
                        + row.getString(1).toLowerCase(Locale.ROOT)
                        + "); write one object a line, as JSON lines, or a list of objects.");
            }
        }
    }
}
