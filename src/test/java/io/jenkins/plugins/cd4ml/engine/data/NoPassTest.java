package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks valid because nothing was compared, read or counted. */
class NoPassTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    private void refused(String... parts) {
        String says = project.says();
        assertTrue(says.startsWith("input: ") && !says.contains("\n"), says);
        for (String part : parts) {
            assertTrue(says.contains(part), says);
        }
    }

    private void parquet(String file, String select) throws SQLException {
        try (Duck duck = Duck.open()) {
            Files.createDirectories(folder.resolve(file).getParent());
            duck.execute(
                    "COPY (" + select + ") TO " + Duck.text(folder.resolve(file).toString()) + " (FORMAT parquet)");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aReferenceWithoutRowsOrOfOtherColumnsFindsNoDrift() {
        project.write("d.csv", "x,c\n1,a\n2,b\n").write("r.csv", "x,c\n").dataset("d.csv", ", reference: r.csv");
        refused("(data.d.reference): r.csv has no rows to measure drift from.");
        project.write("r.csv", "p,q\n1,2\n");
        refused("(data.d.reference): r.csv has none of the dataset's columns");
        project.write("r.csv", "p,x\n1,2\n");
        assertTrue(project.says().startsWith("yes: "), project.says());
    }

    /** Ids of 64 bits without a sign are beyond the integers that are compared as such. */
    @Test
    void largeIntegersThatAreThereTwiceAreDuplicates() throws SQLException {
        project.contract("{name: x, logicalType: integer, unique: true}");
        String rows = "x\n18446744073709551615\n5\n18446744073709551614\n18446744073709551615\n";
        project.write("d.csv", rows);
        for (String reader : new String[] {"plain", "duckdb"}) {
            System.setProperty("cd4ml.csv", reader);
            try {
                project.dataset("d.csv", ", contract: c.yaml");
                assertEquals(
                        "no: d is invalid: row 1, x: '18446744073709551615' is there more than once.", project.says());
            } finally {
                System.clearProperty("cd4ml.csv");
            }
        }
        parquet(
                "d.parquet",
                "SELECT unnest([18446744073709551615, 5, 18446744073709551614, 18446744073709551615])::UBIGINT AS x");
        project.dataset("d.parquet", ", contract: c.yaml");
        assertEquals("no: d is invalid: row 1, x: '18446744073709551615' is there more than once.", project.says());
    }

    @Test
    void linesOfJsonMustBeObjects() {
        project.write("d.json", "[1, 2]").dataset("d.json", "");
        refused("d.json has a line that is JSON but no object (array); write one object a line");
        project.write("d.json", "{\"x\": 1}\n[{\"x\": 2}]\n").dataset("d.json", "");
        refused("d.json has a line that is JSON but no object (array); write one object a line");
        project.write("d.jsonl", "{\"x\": 1}\n7\n").dataset("d.jsonl", "");
        refused("d.jsonl has a line that is JSON but no object (ubigint)");
    }

    @Test
    void partsOfAFolderAreNotPassedOver() throws Exception {
        project.write("p/a.csv", "x\n1\n").dataset("p", "");
        Files.createSymbolicLink(folder.resolve("p/b.csv"), folder.resolve("nowhere.csv"));
        refused("b.csv is a link to a file that is not there");
        project.dataset("p/*.csv", "");
        refused("b.csv is a link to a file that is not there");
        Files.delete(folder.resolve("p/b.csv"));
        project.write("more/b.csv", "x\n2\n").dataset("p", "");
        Files.createSymbolicLink(folder.resolve("p/more"), folder.resolve("more"));
        refused("more is a link to a folder, which is not followed");
        Files.delete(folder.resolve("p/more"));
        Files.createSymbolicLink(folder.resolve("p/b.csv"), folder.resolve("more/b.csv"));
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
    }

    @Test
    void columnsOfOneParquetFileAreNotPassedOver() throws SQLException {
        parquet("p/a.parquet", "SELECT 1 AS x");
        parquet("p/b.parquet", "SELECT 2 AS x, 3 AS y");
        project.dataset("p", "");
        refused("b.parquet has other columns than a.parquet: it also has 'y'; write all files with the same columns.");
        parquet("p/b.parquet", "SELECT 2 AS x");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
    }

    @Test
    void aFileMayBeCalledLikeAPattern() {
        project.write("a[1].csv", "x\n1\n").dataset("a[1].csv", "");
        assertEquals("yes: d: 1 rows, 0 checks, valid.", project.says());
    }

    @Test
    void aHistoryThatIsNeverLongEnoughIsRefused() {
        project.write("d.csv", "x\n1\n").dataset("d.csv", ", history: [{metric: rows, withinRelative: 0.1, last: 2}]");
        refused("(data.d.history[0]): of the last 2 datasets there never are 4; 'least' is 4 unless it is set.");
    }

    /** Values that are no integers are not missing. */
    @Test
    void whatIsInvalidIsNotCountedAsMissing() {
        project.write("d.csv", "i,d,b\n1.5,2026-01-01 08:00,maybe\nnan,x,true\n,,\nx,2026-01-01,\n")
                .contract(
                        "{name: i, logicalType: integer}",
                        "{name: d, logicalType: date}",
                        "{name: b, logicalType: boolean}")
                .dataset("d.csv", ", contract: c.yaml");
        project.says();
        assertEquals(
                "1/3 1/2 2/1 ",
                project.document("profile.json")
                        .get("columns")
                        .valueStream()
                        .reduce(
                                "",
                                (all, c) -> all + c.get("missing").asInt() + "/"
                                        + c.get("invalid").asInt() + " ",
                                String::concat));
    }
}
