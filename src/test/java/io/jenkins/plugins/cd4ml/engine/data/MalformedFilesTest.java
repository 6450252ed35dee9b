package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files as they come: each ends in one sentence that says what is wrong and where, or is read as it should be. */
class MalformedFilesTest {
    private static final String OK = "a,b\n1,x\n2,y\n";

    @TempDir
    Path folder;

    private final List<Case> cases = new ArrayList<>();

    private record Case(String file, byte[] bytes, String keys, String expected) {}

    private void add(String file, String text, String expected) {
        add(file, text.getBytes(StandardCharsets.UTF_8), "", expected);
    }

    private void add(String file, byte[] bytes, String keys, String expected) {
        cases.add(new Case(file, bytes, keys, expected));
    }

    @TestFactory
    Stream<DynamicTest> eachFileGetsOneSentence() {
        empty();
        ragged();
        quotes();
        encodings();
        headers();
        lines();
        sizes();
        otherKinds();
        databases();
        assertTrue(cases.size() >= 60, cases.size() + " cases");
        return IntStream.range(0, cases.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        i + " " + cases.get(i).file + ": " + cases.get(i).expected, () -> check(i)));
    }

    private void check(int i) {
        Case c = cases.get(i);
        ProjectFolder project = new ProjectFolder(folder.resolve("p" + i));
        project.dataset(c.file, c.keys);
        if (c.bytes != null) {
            project.write(c.file, c.bytes);
        }
        String says = project.says();
        assertTrue(says.matches("(?s)" + c.expected), says);
        System.setProperty("cd4ml.csv", "duckdb");
        try {
            assertEquals(says, project.says(), "what DuckDB alone says");
        } finally {
            System.clearProperty("cd4ml.csv");
        }
        assertFalse(says.contains("\n") || says.contains("Exception") || says.contains("LINE 1"), says);
        assertTrue(says.endsWith(".") && says.length() < 600, says);
    }

    private void empty() {
        add("none.csv", null, "", "input: .*none.csv does not exist.*");
        add("e.csv", "", "input: .*e.csv is empty; it needs a header and rows.");
        add("e.parquet", "", "input: .*e.parquet is empty.*");
        add("e.jsonl", "", "input: .*e.jsonl is empty.*");
        add("h.csv", "a,b\n", "no: d is invalid: no rows in h.csv.");
        add("h2.csv", "a,b", "no: d is invalid: no rows in h2.csv.");
        add("h3.csv", "a,b\r\n", "no: d is invalid: no rows in h3.csv.");
        add("n.csv", "\n\n\n", "input: .*n.csv has no name for column 1.*");
        add("s.csv", " \n", "input: .*s.csv has no name for column 1.*");
        add("folder/.keep", "", "input: .*(\\.keep).*");
    }

    private void ragged() {
        add("r1.csv", "a,b\n1,2\n3\n", "no: d is invalid: r1.csv line 3 has 1 values where the header has 2.");
        add("r2.csv", "a,b\n1,2\n3,4,5\n", "no: d is invalid: r2.csv line 3 has 3 values where the header has 2.");
        add("r3.csv", "a,b\n1,2,3\n1,2\n", "no: d is invalid: r3.csv line 2 has 3 values where the header has 2.");
        add("r4.csv", "a,b,c\n1,2\n", "no: d is invalid: r4.csv line 2 has 2 values where the header has 3.");
        add(
                "r5.csv",
                "a,b\n" + "1,2\n".repeat(60_000) + "1\n",
                "no: d is invalid: r5.csv line 60002 has 1 values where the header has 2.");
        add("r6.csv", "a,b\n1,2,\n", "yes: d: 1 rows, .*");
        add("r7.csv", "a;b\n1;2\n3;4;5\n", "yes: d: 2 rows, .*");
        add("r8.csv", "a\tb\n1\t2\n".getBytes(StandardCharsets.UTF_8), ", separator: \"\\t\"", "yes: d: 1 rows, .*");
        add("r9.tsv", "a\tb\n1\t2\t3\n", "no: d is invalid: r9.tsv line 2 has 3 values where the header has 2.");
        add(
                "r10.csv",
                "a,b\n1,2\n\n3,4\n",
                "no: d is invalid: r10.csv line 3 has 1 values where the header has 2.|yes: d: 2 rows.*");
    }

    private void quotes() {
        add("q1.csv", "a,b\n1,\"open\n2,x\n", "no: d is invalid: q1.csv line 2 has a quote that is not closed.*");
        add(
                "q2.csv",
                "a,b\n1,\"x\"y\n",
                "no: d is invalid: q2.csv line 2 has a quote that is not closed, or text after.*");
        add("q3.csv", "a,\"b\n1,2\n", "input: .*q3.csv has a quote in its header that is not closed.");
        add("q4.csv", "a,b\n1,\"two\nlines\"\n2,x\n", "yes: d: 2 rows, .*");
        add("q5.csv", "a,b\n1,\"say \"\"hi\"\"\"\n", "yes: d: 1 rows, .*");
        add("q6.csv", "\"a,1\",\"b\"\"2\"\n1,2\n", "yes: d: 1 rows, .*");
        add("q7.csv", "a,b\n1,\"" + "x".repeat(100_000) + "\n", "no: d is invalid: q7.csv line 2 .*");
        add("q8.csv", "a,b\n1,x\"y\n", "yes: d: 1 rows, .*|no: d is invalid: q8.csv line 2 .*");
        add("q9.csv", "a,b\n1,\"\"\n", "yes: d: 1 rows, .*");
        add("q10.csv", "\"a\nb\",c\n1,2\n", "yes: d: 1 rows, .*");
    }

    private void encodings() {
        add(
                "u1.csv",
                "a,b\n1,é\n".getBytes(StandardCharsets.ISO_8859_1),
                "",
                "no: d is invalid: u1.csv line 2 is not UTF-8 text.*");
        add("u2.csv", "é,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1), "", "input: .*u2.csv is not UTF-8 text.*");
        add("u3.csv", "a,b\n1,é\n".getBytes(StandardCharsets.ISO_8859_1), ", encoding: latin-1", "yes: d: 1 rows, .*");
        add("u4.csv", OK.getBytes(StandardCharsets.UTF_16), "", "input: .*u4.csv is UTF-16 text.*");
        add("u5.csv", OK.getBytes(StandardCharsets.UTF_16LE), "", "input: .*u5.csv .*");
        add("u6.csv", ("\uFEFF" + OK).getBytes(StandardCharsets.UTF_8), "", "yes: d: 2 rows, .*");
        add("u7.csv", "a,b\n1,😀\n", "yes: d: 1 rows, .*");
        add(
                "u8.csv",
                OK.getBytes(StandardCharsets.UTF_8),
                ", encoding: klingon",
                "input: The encoding 'klingon' of .*u8.csv is unknown.*");
        add("u9.csv", "a,b\n1,\0\n", "yes: d: 1 rows, .*|no: .*");
        add(
                "u10.csv",
                new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0},
                "",
                "input: .*u10.csv is not UTF-8 text.*");
        add("u11.csv", "a,b\n1,x\n".getBytes(Charset.forName("IBM1047")), "", "input: .*u11.csv .*");
        add(
                "u12.csv",
                ("a,b\n" + "1,x\n".repeat(50_000)).concat("2,\u00e9\n").getBytes(StandardCharsets.ISO_8859_1),
                "",
                "no: d is invalid: u12.csv line 50002 is not UTF-8 text.*");
    }

    private void headers() {
        add("d1.csv", "a,a\n1,2\n", "input: .*d1.csv has two columns named 'a'; rename one.");
        add("d2.csv", "a,A\n1,2\n", "yes: d: 1 rows, .*");
        add("d3.csv", "a,\n1,2\n", "no: d is invalid: d3.csv line 2 has 2 values where the header has 1.");
        add("d4.csv", "a,cd4ml_record\n1,2\n", "yes: d: 1 rows, .*");
        add(
                "d11.csv",
                "a,b\u001fc\n1,2\n",
                "input: .*d11.csv has a column with the control character 31 in its name.*");
        add("d12.csv", ",a,,b\n0,1,2,3\n", "yes: d: 1 rows, .*");
        add("d13.csv", "a,b,\n1,2,\n1,2\n", "yes: d: 2 rows, .*");
        add("d14.csv", "a,b,\n1,2,3\n", "no: d is invalid: d14.csv line 2 has 3 values where the header has 2.");
        add("d5.csv", "a,<script>alert(1)</script>\n1,2\n", "yes: d: 1 rows, .*");
        add("d6.csv", "a,\"x\"\"; DROP TABLE y; --\"\n1,2\n", "yes: d: 1 rows, .*");
        add("d7.csv", "a,it's\n1,2\n", "yes: d: 1 rows, .*");
        add("d8.csv", "a," + "n".repeat(2000) + "\n1,2\n", "input: .*d8.csv has a column name of 2000 characters.*");
        add("d9.csv", "a,b\0c\n1,2\n", "input: .*d9.csv has a zero byte in its header.*");
        add("d10.csv", "select,from\n1,2\n", "yes: d: 1 rows, .*");
    }

    private void lines() {
        add("l1.csv", "a,b\r\n1,x\r\n2,y\r\n", "yes: d: 2 rows, .*");
        add("l2.csv", "a,b\r1,x\r2,y\r", "yes: d: 2 rows, .*");
        add("l3.csv", "a,b\n1,x\r\n2,y\n", "no: d is invalid: l3.csv mixes line ends .*");
        add("l4.csv", "a,b\n1,x\n2,y", "yes: d: 2 rows, .*");
        add("l5.csv", "a\n1\n\n3\n", "yes: d: [23] rows, .*");
    }

    private void sizes() {
        String columns = IntStream.range(0, 5000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        String row = IntStream.range(0, 5000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        add("w1.csv", columns + "\n" + row + "\n" + row + "\n", "yes: d: 2 rows, .*");
        add(
                "w2.csv",
                columns + "\n" + row + ",1\n",
                "no: d is invalid: w2.csv line 2 has 5001 values where the header has 5000.");
        add("w3.csv", "a,b\n1," + "x".repeat(10 << 20) + "\n", "yes: d: 1 rows, .*");
        add(
                "w4.csv",
                "a,b\n1," + "x".repeat(17 << 20) + "\n",
                "no: d is invalid: w4.csv line 2 is longer than 16 MiB.*");
        add(
                "w6.csv",
                "a,b\n1,x\n2," + "x".repeat(60 << 20) + "\n3,y\n",
                "no: d is invalid: w6.csv (line 3 is|has a line) longer than 16 MiB.*");
        add("w5.csv", "x".repeat(5 << 20), "input: .*w5.csv has no line end in its first 4 MiB.*");
    }

    private void otherKinds() {
        add("x.xlsx", "PK", "input: .*x.xlsx is not a kind of file that is read.*");
        add("noname", "a\n1\n", "input: .*noname is not a kind of file that is read.*");
        add("p.parquet", "this is no parquet", "input: .*p.parquet cannot be read: .*");
        add("p2.parquet", "PAR1 but nothing else PAR1", "input: .*p2.parquet cannot be read: .*");
        add("g1.csv.gz", OK, "input: .*g1.csv.gz is named .gz and is not gzipped.");
        add("g2.csv", gzip(OK), "", "input: .*g2.csv is gzipped; name it .gz.");
        add("g3.csv.gz", gzip(OK), "", "yes: d: 2 rows, .*");
        byte[] cut = gzip("a,b\n"
                + IntStream.range(0, 5000)
                        .mapToObj(i -> i + "," + i * 7919L % 1009)
                        .collect(Collectors.joining("\n")));
        add("g4.csv.gz", java.util.Arrays.copyOf(cut, cut.length / 2), "", "input: .*g4.csv.gz .*|no: .*g4.csv.gz.*");
        add("j1.jsonl", "{\"a\":1}\n{\"a\":2}\n", "yes: d: 2 rows, .*");
        add("j2.jsonl", "{\"a\":1}\n{\"a\":\n", "no: d is invalid: j2.jsonl line 2 is not JSON: .*");
        add("j3.jsonl", "not json\n", "no: d is invalid: j3.jsonl line 1 is not JSON: .*");
        add("j4.jsonl", "{\"a\":1}\n{\"b\":\"x\"}\n", "yes: d: 2 rows, .*");
        add("j5.jsonl", "{\"a\":{\"b\":1}}\n", "yes: d: 1 rows, .*");
        add("j6.json", "[{\"a\":1},\n {\"a\":2}]\n", "yes: d: 2 rows, .*");
        add("j7.json", "{\n  \"a\": 1,\n  \"b\": {\"c\": 2}\n}\n{\n  \"a\": 2\n}\n", "yes: d: 2 rows, .*");
        add("j8.json", "[\n  {\"a\": 1},\n  {\"a\": }\n]\n", "no: d is invalid: j8.json .*is not JSON: .*");
        add("j9.json", "{\n  \"a\": 1,\n  \"b\"\n}\n", "no: d is invalid: j9.json .*is not JSON: .*");
        add("j10.json", "[1, 2]\n", "input: .*j10.json has a line that is JSON but no object .*");
        add("j11.json", "[]\n", "(input|no): .*j11.json.*");
        add("../outside.csv", null, "", "input: .*leads outside the project's folder.*");
        add("none-*.csv", null, "", "input: .*no file matches none-\\*.csv.");
        add("db.duckdb", "no database", "input: .*db.duckdb is a database; name its table with 'table'.");
        add(
                "db2.duckdb",
                "no database".getBytes(StandardCharsets.UTF_8),
                ", table: t",
                "input: .*db2.duckdb cannot be read: .*");
    }

    private void databases() {
        byte[] text = "SQLite format 3\0 and then something else".getBytes(StandardCharsets.UTF_8);
        add("s1.sqlite", "no database", "input: .*s1.sqlite is a database; name its table with 'table'.");
        add(
                "s2.sqlite",
                "no database".getBytes(StandardCharsets.UTF_8),
                ", table: t",
                "input: .*s2.sqlite cannot be read: .*");
        add("s3.db", text, ", table: t", "input: .*s3.db cannot be read: .*");
        add("s4.sqlite3", "", "input: .*s4.sqlite3 is empty.*");
        add("s5.db", "neither".getBytes(StandardCharsets.UTF_8), ", table: t", "input: .*s5.db cannot be read: .*");
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
