package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of records opened in DuckDB: every value as text, with its record number, from 1, without the header. Values are
 * cast where they are used, so that one bad value is one violation and not a failed read.
 *
 * @param view    SQL of the relation: the columns as text and {@code "cd4ml_record"}
 * @param columns names in file order
 */
public record Dataset(Path file, String view, List<String> columns) {
    public static final String RECORD = "cd4ml_record";

    /** Ragged rows and unterminated quotes: an answer about the data, not a failure to read it. */
    public static final class Ragged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ragged(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
    private static final Pattern COLUMNS =
            Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");

    /** @throws InputException when the file is missing, empty or of an unknown kind */
    public static Dataset open(Duck duck, Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        try {
            if (!Files.exists(file)) {
                throw new InputException(file + " does not exist.");
            }
            if (Files.size(file) == 0) {
                throw new InputException(file + " is empty; it needs a header and rows.");
            }
            if (name.endsWith(".parquet")) {
                return parquet(duck, file);
            }
            if (name.endsWith(".csv") || name.endsWith(".tsv")) {
                return csv(file, name.endsWith(".tsv") ? '\t' : ',');
            }
            throw new InputException(file + " is neither .csv, .tsv nor .parquet.");
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        } catch (SQLException e) {
            throw new InputException(file + " cannot be read: " + firstLine(e) + ".", e);
        }
    }

    private static Dataset csv(Path file, char separator) throws IOException {
        List<String> columns = header(file, separator);
        StringBuilder types = new StringBuilder();
        for (String column : columns) {
            types.append(types.isEmpty() ? "" : ", ").append(Duck.text(column)).append(": 'VARCHAR'");
        }
        String view = "(SELECT *, row_number() OVER () AS " + RECORD + " FROM read_csv(" + Duck.text(file.toString())
                + ", auto_detect=false, header=true, delim=" + Duck.text(String.valueOf(separator))
                + ", quote='\"', escape='\"', nullstr='', strict_mode=true, max_line_size=16777216, columns={" + types
                + "}))";
        return new Dataset(file, view, columns);
    }

    private static Dataset parquet(Duck duck, Path file) throws SQLException {
        List<String> columns = new ArrayList<>();
        String from = "read_parquet(" + Duck.text(file.toString()) + ")";
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        StringBuilder select = new StringBuilder();
        columns.forEach(c ->
                select.append("CAST(").append(Duck.id(c)).append(" AS VARCHAR) AS ").append(Duck.id(c)).append(", "));
        String view = "(SELECT " + select + "row_number() OVER () AS " + RECORD + " FROM " + from + ")";
        return new Dataset(file, view, columns);
    }

    private static List<String> header(Path file, char separator) throws IOException {
        String line;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            line = in.readLine();
        } catch (MalformedInputException e) {
            throw new InputException(file + " is not UTF-8 text; convert it to UTF-8.", e);
        }
        if (line.startsWith("\uFEFF")) {
            line = line.substring(1);
        }
        List<String> columns = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                columns.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        columns.add(cell.toString());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            if (column.isBlank()) {
                throw new InputException(file + " has no name for column " + (i + 1) + " in its header.");
            }
            if (!seen.add(column.toLowerCase(Locale.ROOT))) {
                throw new InputException(file + " has two columns named '" + column + "'; rename one.");
            }
        }
        return columns;
    }

    /** @return what DuckDB said about reading this file: a {@link Ragged} with the line, or an input error */
    public RuntimeException explain(SQLException e) {
        String message = String.valueOf(e.getMessage());
        Matcher line = LINE.matcher(message);
        if (!line.find()) {
            return new InputException(file + " cannot be read: " + firstLine(e) + ".", e);
        }
        Matcher found = COLUMNS.matcher(message);
        String why = found.find()
                ? "has " + found.group(2) + " values where the header has " + found.group(1)
                : message.contains("quote") ? "has a quote that is not closed" : "is not a CSV record";
        return new Ragged(file.getFileName() + " line " + line.group(1) + " " + why + ".", e);
    }

    static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason").replaceAll("\\.$", "");
    }
}
