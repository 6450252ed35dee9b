package io.jenkins.plugins.cd4ml.engine.data.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which reader reads, and what is left of one that ends early. */
class ScanTest {
    private static final int VALUES = 9 << 20; // more than a scan holds in memory

    @TempDir
    Path folder;

    /** What a reader counts before it ends. */
    private interface Ending {
        void read(Spool.Column numbers) throws UnsuitableFileException;
    }

    private Scan.Result scan(Ending ending) throws Exception {
        Path file = Files.writeString(folder.resolve("d.csv"), "a\n1\n2\n");
        RecordReader reader = new RecordReader() {
            @Override
            public boolean suits(Dataset dataset) {
                return true;
            }

            @Override
            public Dialect dialect(Dataset dataset) {
                return Dialect.DUCKDB;
            }

            @Override
            public long read(Request request) throws UnsuitableFileException {
                ending.read(request.columns().get(0).numbers);
                return 0;
            }
        };
        try (Duck duck = Duck.streaming()) {
            return new Scan(
                            duck,
                            Dataset.open(duck, file),
                            Contract.NONE,
                            (to, type) -> to,
                            List.of(),
                            List.of(),
                            List.of(),
                            column -> ColumnValues.Use.COUNTED,
                            reader)
                    .run();
        }
    }

    @Test
    void duckDbReadsFromItsStartWhatAReaderGaveUp() throws Exception {
        Scan.Result result = scan(numbers -> {
            numbers.add(7);
            throw new UnsuitableFileException();
        });
        try (ColumnValues columns = result.columns()) {
            assertEquals(2, columns.records());
            assertEquals(2, columns.column("a").numbers.size());
            assertEquals(DuckReader.class, result.reader().getClass());
        }
    }

    @Test
    void aReaderThatFailsLeavesNoTemporaryFile() {
        Spool.Column[] kept = new Spool.Column[1];
        InputException says = assertThrows(
                InputException.class,
                () -> scan(numbers -> {
                    for (int i = 0; i < VALUES; i++) {
                        numbers.add(i);
                    }
                    kept[0] = numbers;
                    numbers.forEach((values, n) -> {}); // it is there
                    throw new InputException("the disk is gone");
                }));
        assertEquals("the disk is gone", says.getMessage());
        String gone = assertThrows(InputException.class, () -> kept[0].forEach((values, n) -> {}))
                .getMessage();
        assertTrue(gone.startsWith("The temporary file "), gone);
        assertTrue(Files.notExists(Path.of(gone.replaceAll("The temporary file (.*?) cannot .*", "$1"))), gone);
    }
}
