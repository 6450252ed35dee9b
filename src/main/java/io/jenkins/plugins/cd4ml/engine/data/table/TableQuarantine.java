package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows of a table that break a rule of the row, as Parquet with all cells as text; at most {@value #MOST}. */
final class TableQuarantine {
    static final int MOST = 100_000;

    private static final String RULES = "cd4ml_rules";

    private TableQuarantine() {}

    /** @return how many rows were written */
    static long write(Table table, TableChecks checks, Path file) throws SQLException {
        if (checks.broken().isEmpty()) {
            return 0;
        }
        List<String> columns = new ArrayList<>(table.types().keySet());
        String names = IntStream.range(0, checks.broken().size())
                .mapToObj(i -> "CASE WHEN " + checks.filters().get(i) + " THEN "
                        + Duck.text(", " + checks.broken().get(i).id()) + " ELSE '' END")
                .collect(Collectors.joining(" || ", "substr(", ", 3)"));
        List<String> judged =
                checks.broken().stream().flatMap(r -> r.columns().stream()).toList();
        String texts = columns.stream()
                .map(c -> ", " + table.dialect().text(Duck.id(c)))
                .collect(Collectors.joining());
        long[] written = new long[1];
        try (Duck duck = Duck.open()) {
            Files.createDirectories(file.getParent());
            duck.execute(unlike(columns).stream()
                    .map(c -> ", " + Duck.id(c) + " VARCHAR")
                    .collect(Collectors.joining("", "CREATE TABLE quarantine (" + RULES + " VARCHAR", ")")));
            try (PreparedStatement insert =
                    duck.prepare("INSERT INTO quarantine VALUES (?" + ", ?".repeat(columns.size()) + ")")) {
                table.query(
                        table.dialect()
                                .limited(
                                        "SELECT " + names + texts + " FROM "
                                                + table.rows().ofAll(judged) + " WHERE ("
                                                + String.join(") OR (", checks.filters()) + ")",
                                        MOST),
                        row -> {
                            for (int i = 1; i <= columns.size() + 1; i++) {
                                insert.setString(i, row.getString(i));
                            }
                            insert.addBatch();
                            if (++written[0] % 1000 == 0) {
                                insert.executeBatch();
                            }
                        });
                insert.executeBatch();
            }
            duck.execute("COPY quarantine TO " + Duck.text(file.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        return written[0];
    }

    /** @return names that differ not only by case, as those in PostgreSQL may: one that is taken gets underscores */
    private static List<String> unlike(List<String> columns) {
        Set<String> taken = new HashSet<>(Set.of(RULES));
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            String name = column;
            while (!taken.add(name.toLowerCase(Locale.ROOT))) {
                name += "_";
            }
            names.add(name);
        }
        return names;
    }
}
