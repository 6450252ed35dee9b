package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvFormat;
import io.jenkins.plugins.cd4ml.engine.data.text.Encodings;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A quote that stands alone opens a value that goes on, over line ends and records, to the next one. Where a CSV file has more
 * lines than records, values over several lines are looked at: those whose lines have as many separators as records are
 * warned of.
 */
final class SwallowedRows {
    private static final int TOGETHER = 100; // columns of one query
    private static final int BLOCK = 1 << 16;

    private SwallowedRows() {}

    /** Adds a warning for the first column with such values. */
    static void judge(Duck duck, Dataset dataset, long records, List<Violation> violations) throws SQLException {
        CsvFormat csv = dataset.csv();
        int width = dataset.types().size();
        if (csv == null || width < 2 || lines(csv) <= records + csv.files().size()) {
            return;
        }
        List<String> columns = dataset.columns();
        for (int first = 0; first < width; first += TOGETHER) {
            List<String> part = columns.subList(first, Math.min(width, first + TOGETHER));
            if (judge(duck, dataset, part, width, violations)) {
                return;
            }
        }
    }

    private static boolean judge(
            Duck duck, Dataset dataset, List<String> columns, int width, List<Violation> violations)
            throws SQLException {
        List<String> select = new ArrayList<>();
        for (String column : columns) {
            String id = dataset.id(column);
            String ends = count(id, "\n");
            String separators = count(id, String.valueOf(dataset.csv().separator()));
            // from the n-th value of a record to the m-th of another: less than a record more or less
            String such = " FILTER (WHERE contains(" + id + ", chr(10)) AND abs(" + separators + " - " + ends + " * "
                    + (width - 1) + ") < " + (width - 1) + ")";
            select.add("count(*)" + such + ", min(" + Dataset.RECORD + ")" + such + ", sum(" + ends + ")" + such);
        }
        try (Statement statement = duck.statement();
                ResultSet row =
                        statement.executeQuery("SELECT " + String.join(", ", select) + " FROM " + dataset.view())) {
            row.next();
            for (int i = 0; i < columns.size(); i++) {
                long found = row.getLong(3 * i + 1);
                if (found > 0) {
                    long record = row.getLong(3 * i + 2);
                    violations.add(new Violation(
                            0,
                            columns.get(i),
                            "quotes",
                            null,
                            "warning",
                            "row " + record + ", " + columns.get(i) + ": a value in quotes goes on over lines that look"
                                    + " like records (" + found + " such values over " + row.getLong(3 * i + 3)
                                    + " line ends); a stray quote may have swallowed them"));
                    return true;
                }
            }
            return false;
        } catch (SQLException e) {
            throw dataset.explainStreamed(duck, e);
        }
    }

    private static String count(String id, String sign) {
        return "(length(" + id + ") - length(replace(" + id + ", " + Duck.text(sign) + ", '')))";
    }

    private static long lines(CsvFormat csv) {
        long lines = 0;
        byte[] block = new byte[BLOCK];
        for (Path file : csv.files()) {
            try (InputStream in = Encodings.open(file)) {
                byte last = '\n';
                for (int n = in.read(block); n > 0; n = in.read(block)) {
                    for (int i = 0; i < n; i++) {
                        lines += block[i] == '\n' ? 1 : 0;
                    }
                    last = block[n - 1];
                }
                lines += last == '\n' ? 0 : 1;
            } catch (IOException e) {
                throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
            }
        }
        return lines;
    }
}
