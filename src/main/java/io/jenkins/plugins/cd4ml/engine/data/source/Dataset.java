package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvFormat;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records opened in DuckDB. Text files give every value as text, so that one bad value is one violation and not a failed
 * read; Parquet and databases give their own types. Cast where values are used: {@code TRY_CAST} suits both.
 *
 * @param file  the file or folder, for messages
 * @param from  SQL of the relation: the columns alone, in the order of the file
 * @param types the columns' SQL types by name, in order; VARCHAR for all columns of a text file
 * @param typed whether the types are the source's own
 * @param csv   how its text files are written; null for other kinds
 * @param ids   the columns' SQL identifiers by name
 */
public record Dataset(
        Path file, String from, Map<String, String> types, boolean typed, CsvFormat csv, Map<String, String> ids) {
    /** SQL of the column with a record's number; a name that no column has, or the dataset is refused. */
    public static final String RECORD = "\"\u001frecord\"";

    private static final char RESERVED = '\u001f';

    private static final int TOGETHER = 200; // columns: DuckDB holds vectors of each
    private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
    private static final Pattern COLUMNS = Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");
    private static final Pattern JSON =
            Pattern.compile("Malformed JSON .* in (line|record/value|value|record) (\\d+)[:.]?\\s*([^.\\n]*)");

    /** Ragged rows and unterminated quotes: an answer about the data, where these are what is asked about. */
    public static final class Ragged extends InputException {
        private static final long serialVersionUID = 1L;

        Ragged(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    Dataset(Path file, String from, Map<String, String> types, boolean typed) {
        this(file, from, types, typed, null);
    }

    /** @throws InputException when a column's name has a sign that is kept for what is computed beside columns */
    Dataset(Path file, String from, Map<String, String> types, boolean typed, CsvFormat csv) {
        this(file, from, types, typed, csv, Duck.ids(types.keySet()));
        for (String column : types.keySet()) {
            if (column.indexOf(RESERVED) >= 0) {
                throw new InputException(file + " has a column with the control character 31 in its name: '"
                        + Violation.shown(column) + "'; rename it.");
            }
        }
    }

    /** @return the same, for a reader that takes the files' digests in passing */
    public Dataset through(DigestCache digests) {
        return csv == null ? this : new Dataset(file, from, types, typed, csv.through(digests::open), ids);
    }

    /** @throws InputException when the file is missing, empty or of an unknown kind */
    public static Dataset open(Duck duck, Path file) {
        return Sources.open(duck, file, Sources.Options.DEFAULT);
    }

    /** @return the project's dataset of that name, read as its {@code separator}, {@code encoding}, … say */
    public static Dataset open(Duck duck, Project project, String name) {
        return Sources.open(duck, project, name, "path");
    }

    public List<String> columns() {
        return new ArrayList<>(types.keySet());
    }

    /** @return the column's SQL identifier */
    public String id(String column) {
        return ids.getOrDefault(column, Duck.id(column));
    }

    /** @return SQL of the relation with {@value #RECORD}, the record's number, from 1, without the header */
    public String view() {
        return "(SELECT *, row_number() OVER () AS " + RECORD + " FROM " + from + ")";
    }

    /** @return as {@link #view}, but only its first records */
    public String view(long first) {
        return "(SELECT *, row_number() OVER () AS " + RECORD + " FROM (SELECT * FROM " + from + " LIMIT " + first
                + "))";
    }

    /** @return how a typed column is profiled, or null where only its values can tell */
    public ColumnKind kind(String column) {
        if (!typed) {
            return null;
        }
        return ColumnKind.ofColumn(types.get(column));
    }

    /** @return what DuckDB said about reading this file: a {@link Ragged} with the line, or an input error */
    public RuntimeException explain(SQLException e) {
        String message = String.valueOf(e.getMessage());
        String name = String.valueOf(file.getFileName());
        Matcher json = JSON.matcher(message);
        if (json.find()) {
            boolean lines = "line".equals(json.group(1));
            long at = Long.parseLong(json.group(2)) - (lines ? 1 : 0); // DuckDB counts lines from 2
            return new Ragged(
                    name + (lines ? " line " : " record ") + at + " is not JSON: "
                            + json.group(3).trim() + ".",
                    e);
        }
        if (message.contains("state machine")) {
            return new Ragged(
                    name + " mixes line ends or quotes in a way that is not CSV; write it with one kind of line end.",
                    e);
        }
        if (message.contains("does not support a full read on this file")) { // its words for a line beyond its buffer
            return new Ragged(name + " has a line longer than 16 MiB; a quote before it may be left open.", e);
        }
        Matcher csv = LINE.matcher(message);
        if (!csv.find()) {
            return new InputException(file + " cannot be read: " + reason(e) + ".", e);
        }
        String at = name + " line " + csv.group(1) + " ";
        Matcher found = COLUMNS.matcher(message);
        if (message.contains("not utf-8 encoded") || message.contains("Invalid unicode")) {
            return new Ragged(at + "is not UTF-8 text; convert it or name its encoding.", e);
        }
        if (message.contains("Maximum line size")) {
            return new Ragged(at + "is longer than 16 MiB; a quote before it may be left open.", e);
        }
        if (message.contains("unterminated quote") || message.contains("quote should be followed")) {
            return new Ragged(at + "has a quote that is not closed, or text after a closing quote.", e);
        }
        return new Ragged(
                at
                        + (found.find()
                                ? "has " + found.group(2) + " values where the header has " + found.group(1) + "."
                                : "is not a CSV record."),
                e);
    }

    /** As {@link #explain}, after a streamed result broke off, where DuckDB's words are lost: reads again to hear them. */
    public RuntimeException explainStreamed(Duck duck, SQLException broken) {
        RuntimeException defect = defect(duck);
        return defect == null ? explain(broken) : defect;
    }

    /** @return what is wrong with the files, by reading all of them; null where they can be read */
    public RuntimeException defect(Duck duck) {
        List<String> all = columns();
        for (int first = 0; first < all.size(); first += TOGETHER) {
            List<String> counts = all.subList(first, Math.min(all.size(), first + TOGETHER)).stream()
                    .map(column -> "count(" + id(column) + ")")
                    .toList();
            for (int i = 0; i < 20; i++) { // here too they may be lost
                try (Statement statement = duck.statement();
                        ResultSet row =
                                statement.executeQuery("SELECT " + String.join(", ", counts) + " FROM " + from)) {
                    if (row.next()) {
                        break; // nothing wrong with these columns
                    }
                } catch (SQLException e) {
                    return explain(e);
                }
            }
        }
        return null;
    }

    /** @return DuckDB's own words, first line, without its class of error */
    public static String reason(SQLException e) {
        String first = String.valueOf(e.getMessage())
                .replaceFirst("(?s)^[^\n]*pending query result\nError: ", "") // of a streamed result
                .lines()
                .findFirst()
                .orElse("unknown reason");
        return first.replaceFirst("^([A-Z][A-Za-z]+ )+Error: ", "").replaceAll("[.\\s]+$", "");
    }
}
