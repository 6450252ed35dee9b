package io.jenkins.plugins.cd4ml.engine.data.text;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Numbers of JSON that a 64-bit floating-point number does not hold. DuckDB reads every number that is no whole one of 64 bits
 * as such, so that {@code 12345678901234567.01} would lose its digits; a copy of the file has those as texts.
 */
public final class JsonNumbers {
    private static final int BLOCK = 1 << 16;
    private static final int FRACTION = 17; // digits of the longest floating-point number that a program writes
    private static final int WHOLE = 18; // digits that every 64-bit integer has

    private final InputStream in;
    private final OutputStream out;
    private final int level;
    private byte[] number = new byte[64];
    private int length;
    private int digits;
    private boolean whole;
    private boolean found;

    /** @param out null to look alone */
    private JsonNumbers(InputStream in, OutputStream out, JsonShape shape) {
        this.in = in;
        this.out = out;
        this.level = shape == JsonShape.ARRAY ? 2 : 1;
    }

    /** @return whether there are such numbers among the values of the file's objects */
    public static boolean tooLong(Path file, JsonShape shape) throws IOException {
        try (InputStream in = Encodings.open(file)) {
            JsonNumbers numbers = new JsonNumbers(in, null, shape);
            numbers.read();
            return numbers.found;
        }
    }

    /** Copies a file, unpacked, with such numbers in quotes. */
    public static void copy(Path file, JsonShape shape, Path to) throws IOException {
        try (InputStream in = Encodings.open(file);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), BLOCK)) {
            new JsonNumbers(in, out, shape).read();
        }
    }

    private void read() throws IOException {
        byte[] block = new byte[BLOCK];
        boolean quoted = false;
        boolean escaped = false;
        int depth = 0;
        for (int n = in.read(block); n > 0 && !(found && out == null); n = in.read(block)) {
            for (int i = 0; i < n; i++) {
                byte b = block[i];
                if (quoted) {
                    quoted = escaped || b != '"';
                    escaped = !escaped && b == '\\';
                } else if (depth == level && part(b)) {
                    continue;
                } else {
                    end();
                    quoted = b == '"';
                    depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
                }
                if (out != null) {
                    out.write(b);
                }
            }
        }
        end();
    }

    /** @return whether a byte is one of a number, which is kept until its end */
    private boolean part(byte b) {
        boolean digit = b >= '0' && b <= '9';
        if (!digit && (length == 0 ? b != '-' : b != '.' && b != 'e' && b != 'E' && b != '+' && b != '-')) {
            return false;
        }
        if (length == number.length) {
            number = Arrays.copyOf(number, 2 * length);
        }
        if (length == 0) {
            digits = 0;
            whole = true;
        }
        whole &= digit || b == '-';
        digits += digit && (digits > 0 || b != '0') ? 1 : 0;
        number[length++] = b;
        return true;
    }

    private void end() throws IOException {
        if (length == 0) {
            return;
        }
        boolean tooLong = digits > (whole ? WHOLE : FRACTION);
        found |= tooLong;
        if (out != null) {
            if (tooLong) {
                out.write('"');
            }
            out.write(number, 0, length);
            if (tooLong) {
                out.write('"');
            }
        }
        length = 0;
    }
}
