package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link DifferentialFuzzTest}, between CSV and a table of a real database. One class a database runs it. */
abstract class TableFuzz {
    /**
     * Of a table there are no record numbers, and frequent values are in another order; the deviation of
     * large numbers that are nearly the same is rounding, in its way of computing it. See docs/data.md.
     */
    private static final String OWN =
            "path|digest|version|notExact|violations|type|quarantine|top|counts|from|brokenRecords|std";

    private static final double NEAR = 1e-9; // sums in no fixed order

    @TempDir
    Path folder;

    abstract DatabaseServer start();

    /** @return whether the database has columns of this name */
    boolean allows(String column) {
        return true;
    }

    /** @return DuckDB's SQL of types and values as this database writes it */
    abstract String sql(String duck);

    @Test
    void theSameRowsInADatabaseGiveTheSameNumbers() {
        try (DatabaseServer server = start()) {
            List<String> found = FuzzedProject.draw(getClass().getSimpleName(), seed -> compare(server, seed));
            assertTrue(found.isEmpty(), String.join("\n", found));
        }
    }

    private String compare(DatabaseServer server, long seed) {
        try {
            FuzzedProject fuzzed = new FuzzedProject(folder, seed);
            RandomTable table = fuzzed.table;
            if (!table.columns.stream().allMatch(c -> allows(c.name()))) {
                return null;
            }
            server.create(
                    "fuzzed",
                    table.columns.stream()
                            .map(c -> Duck.id(c.name()) + " " + sql(c.kind().sql))
                            .collect(Collectors.joining(", ")),
                    IntStream.range(0, table.rows)
                            .mapToObj(row -> table.columns.stream()
                                    .map(c -> sql(TableWriter.literal(c, row)))
                                    .collect(Collectors.joining(", ", "(", ")")))
                            .toList());
            fuzzed.project.dataset("t.csv", FuzzedProject.KEYS);
            JsonNode csv = fuzzed.documents();
            fuzzed.project.table("url: \"" + server.url() + "\", table: fuzzed", FuzzedProject.KEYS);
            return FuzzedProject.difference("", csv, fuzzed.documents(), OWN, NEAR);
        } catch (Exception e) {
            throw new IllegalStateException("seed " + seed, e);
        }
    }
}
