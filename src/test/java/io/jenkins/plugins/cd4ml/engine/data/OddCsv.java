package io.jenkins.plugins.cd4ml.engine.data;

import java.util.List;
import java.util.Random;

/** A seeded CSV of cells that two readers could take for different things. */
public final class OddCsv {
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "7",
        "42",
        "-3.25",
        "0.1",
        "12.50",
        "3.141592653589793",
        "0.12345678901234568",
        "123456789012345678",
        "1234567890123456789",
        "99999999999999999999",
        "9007199254740993",
        "1e5",
        "1E-3",
        "2.5e+10",
        "1e400",
        "-1e400",
        "1e-400",
        "4.9e-324",
        "1.7976931348623157e308",
        "0.000000000000000000000000000001",
        " 5",
        "5 ",
        "+3",
        ".5",
        "5.",
        "1_000",
        "0x10",
        "inf",
        "-inf",
        "Infinity",
        "nan",
        "NaN",
        "abc",
        "",
        "",
        "NA",
        "00012",
        "-",
        "--1",
        "1.2.3",
        "1e",
        "e5",
        "\"5\"",
        "\"6.5\"",
        "\"1,5\"",
        "true",
        "５",
        "1 2",
        "\"\"",
        "-.5",
        "1e+",
        "12e2.5",
        "12345678",
        "1234567.12345678",
        "-0.1234567890",
        "4e0",
        "1.e5",
        "7.",
        "3.0",
        "-3.",
        "\"-4.5\"",
        "\"4,5,6\"",
        "1-2",
        "1.5-",
        "1.5.",
        "inf1"
    };
    private static final String[] TIMES = {
        "2026-01-31",
        "2026-02-30",
        "2024-02-29",
        "2023-02-29",
        "1900-02-29",
        "2000-02-29",
        "2026-01-31 08:00:00",
        "2026-01-31T08:00:00",
        "2026-01-31 08:00:00.5",
        "2026-01-31 08:00:00.123456",
        "2026-01-31 08:00:00.1234567",
        "2026-01-31 08:00",
        "2026-1-3",
        "2026/01/31",
        "epoch",
        "infinity",
        "2026-01-31 24:00:00",
        "2026-01-31 23:59:60",
        "2026-01-31 08:00:00Z",
        "2026-01-31 08:00:00+02",
        "2026-01-31T08:00:00.25Z",
        "0001-01-01",
        "1699-12-31",
        "2200-01-01",
        "1700-01-01",
        "1969-12-31 23:59:59.999999",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "20260131",
        "2026-01-31 ",
        " 2026-01-31",
        "",
        "",
        "NA",
        "soon",
        "2026-01-31 08:00:00.",
        "\"2026-03-01\"",
        "2026-01-31x"
    };
    private static final String[] TEXTS = {
        "red",
        "blue",
        "rosa",
        "",
        "\"\"",
        "NA",
        "a b",
        " red",
        "\"red\"",
        "\"a,b\"",
        "\"say \"\"hi\"\"\"",
        "é",
        "日本語",
        "😀",
        "12345678",
        "123456789",
        "x",
        "true",
        "5",
        "18",
        "'",
        "\\",
        "a\u00a0b",
        "-",
        "\"é\"\"\"",
        "nördlich-von-hier"
    };

    private OddCsv() {}

    /** @return columns i, n, f of numbers, t, d of times, c, b of texts, u, v that start plain */
    public static String text(long seed, int rows, String separator, String end) {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder(
                        String.join(separator, List.of("i", "n", "f", "t", "d", "c", "b", "u", "v")))
                .append(end);
        String[][] pools = {NUMBERS, NUMBERS, NUMBERS, TIMES, TIMES, TEXTS, TEXTS, NUMBERS, TIMES};
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < pools.length; c++) {
                String cell = random.nextInt(3) > 0
                        ? pools[c][random.nextInt(pools[c].length)]
                        : pools[c] == NUMBERS
                                ? Double.toString(Math.round(random.nextGaussian() * 1000) / 64.0)
                                : pools[c] == TIMES
                                        ? "2025-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10)
                                        : "t" + random.nextInt(50);
                if (c >= 7 && (row < 3 || seed % 2 == 0)) { // guessed from what comes first
                    cell = c == 7 ? Integer.toString(random.nextInt(90)) : "2026-01-0" + (1 + random.nextInt(9));
                }
                csv.append(c == 0 ? "" : separator).append(cell);
            }
            csv.append(row == rows - 1 && seed % 3 == 0 ? "" : end);
        }
        return csv.toString();
    }
}
