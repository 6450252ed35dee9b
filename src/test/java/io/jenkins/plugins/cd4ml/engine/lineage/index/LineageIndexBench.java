package io.jenkins.plugins.cd4ml.engine.lineage.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 100,000 records, a tenth of them trained on one data set: how long questions take. No test: its name keeps it out of the build. */
class LineageIndexBench {
    private static final int RECORDS = 100_000;
    private static final int TIMES = 50;

    @TempDir
    Path folder;

    @Test
    void hundredThousandRecords() throws Exception {
        Records records = new Records(Files.createDirectories(folder.resolve("records")));
        for (int n = 1; n <= RECORDS; n++) {
            String data = n % 10 == 0 ? "poison" : "data" + n / 5;
            String train = "train dataset:" + data + (n % 3 == 0 ? " model:m" + (n - 1) : "") + " > model:m" + n;
            records.run(
                    "team" + n % 50 + "/churn#" + n,
                    "validate dataset:" + data + " dataset:holdout" + n % 100,
                    train,
                    "evaluate model:m" + n + " dataset:holdout" + n % 100 + " champion:m" + n / 2,
                    "promote model:m" + n + " > deployment:production=m" + n);
        }
        Path file = folder.resolve("lineage.jsonl");
        List<RecordSource> sources = records.all();
        long start = System.nanoTime();
        new LineageIndex(file).reconcile(sources);
        print("made from %d records: %.0f ms, %d bytes", RECORDS, since(start), Files.size(file));
        LineageIndex index = new LineageIndex(file);
        start = System.nanoTime();
        index.size();
        print("read from the disk: %.0f ms", since(start));
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        print("memory in use: %d MB", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        start = System.nanoTime();
        index.reconcile(sources);
        print("reconciled, nothing changed: %.0f ms", since(start));
        for (String bytes : List.of("data7", "poison", "holdout7", "m64", "nothing")) {
            double[] millis = new double[TIMES];
            int found = 0;
            for (int i = 0; i < TIMES; i++) {
                long asked = System.nanoTime();
                found = index.of(Records.sha(bytes), r -> true).records().size();
                millis[i] = since(asked);
            }
            double first = millis[0];
            Arrays.sort(millis);
            print(
                    "lineage of %s (%d records): first %.1f ms, median %.1f ms, p95 %.1f ms",
                    bytes, found, first, millis[TIMES / 2], millis[TIMES * 95 / 100]);
        }
        List<Double> beside = new ArrayList<>();
        for (int n = 1; n <= TIMES; n++) {
            long asked = System.nanoTime();
            index.neighbours("team" + n * 10 % 50 + "/churn#" + n * 10, r -> true);
            beside.add(since(asked));
        }
        beside.sort(null);
        print("neighbours of a build: median %.2f ms, worst %.2f ms", beside.get(TIMES / 2), beside.get(TIMES - 1));
        long asked = System.nanoTime();
        index.digests(Records.sha("m64").substring(7, 19), 20, r -> true);
        print("a digest by its beginning: %.1f ms", since(asked));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, "BENCH " + format + "%n", values);
    }
}
