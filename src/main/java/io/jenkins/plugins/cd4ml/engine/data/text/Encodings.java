package io.jenkins.plugins.cd4ml.engine.data.text;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Encodings of text files: every one that Java knows, by any of its names, and by those that Python gives them. DuckDB
 * reads UTF-8; a file in another encoding is copied in that one first.
 */
public final class Encodings {
    private static final int MARKED = 4096; // bytes that are looked at for the order of bytes
    private static final int BYTES = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final Map<String, Charset> ALIASES = Map.of(
            "utf8sig", StandardCharsets.UTF_8,
            "cp65001", StandardCharsets.UTF_8,
            "latin1", StandardCharsets.ISO_8859_1,
            "ansi", Charset.forName("windows-1252"),
            "mbcs", Charset.forName("windows-1252"),
            "utf16", StandardCharsets.UTF_16,
            "ucs2", StandardCharsets.UTF_16);

    private Encodings() {}

    /** Text that is not what its encoding says. */
    public static final class MalformedTextException extends IOException {
        private static final long serialVersionUID = 1L;
        public final long line;

        MalformedTextException(long line) {
            super("line " + line + " is malformed");
            this.line = line;
        }
    }

    /**
     * @param file for the message
     * @throws InputException when nobody knows the encoding
     */
    public static Charset of(String name, Path file) {
        String plain = plain(name);
        if (ALIASES.containsKey(plain)) {
            return ALIASES.get(plain);
        }
        try {
            return Charset.forName(name);
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            for (Charset charset : Charset.availableCharsets().values()) { // latin_9, mac-roman, utf_16_le
                if (plain(charset.name()).equals(plain)
                        || charset.aliases().stream().anyMatch(a -> plain(a).equals(plain))) {
                    return charset;
                }
            }
            throw new InputException(
                    "The encoding '" + name + "' of " + file + " is unknown; take utf-8, utf-16, windows-1252,"
                            + " iso-8859-1 (latin-1), iso-8859-15, shift_jis,"
                            + " gb18030, big5, euc-kr, koi8-r, cp437 or any other"
                            + " name that Java or Python has for one.",
                    e);
        }
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** @return the file's bytes, unpacked if its name ends in .gz */
    public static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BYTES);
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return in;
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(in, BYTES), BYTES);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * @param in can be marked
     * @return the encoding with its order of bytes, which a mark at the start tells, or else where the zeros are
     */
    static Charset ordered(Charset charset, InputStream in) throws IOException {
        String name = charset.name();
        if (!name.startsWith("UTF-16") && !name.startsWith("UTF-32")) {
            return charset;
        }
        int width = name.startsWith("UTF-16") ? 2 : 4;
        in.mark(MARKED);
        byte[] first = in.readNBytes(MARKED);
        in.reset();
        boolean marked = first.length >= width;
        int low = marked ? first[0] & 0xff : 0;
        int high = marked ? first[width - 1] & 0xff : 0;
        if (low == 0xff && (first[1] & 0xff) == 0xfe) {
            return Charset.forName("UTF-" + width * 8 + "LE");
        }
        if (high == 0xff && (first[width - 2] & 0xff) == 0xfe) {
            return Charset.forName("UTF-" + width * 8 + "BE");
        }
        if (name.endsWith("LE") || name.endsWith("BE")) {
            return charset;
        }
        int zeros = 0; // of separators and line ends, the high byte
        for (int i = 0; i + width <= first.length; i += width) {
            zeros += (first[i] == 0 ? 1 : 0) - (first[i + width - 1] == 0 ? 1 : 0);
        }
        return Charset.forName("UTF-" + width * 8 + (zeros >= 0 ? "BE" : "LE"));
    }

    /**
     * Copies a text file in UTF-8, unpacked and without a byte order mark.
     *
     * @throws MalformedTextException when it is not in that encoding
     */
    public static void copy(Path file, Charset charset, Path to) throws IOException {
        try (InputStream in = open(file);
                Writer out = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
            CharsetDecoder decoder = ordered(charset, in)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            CharBuffer chars = CharBuffer.allocate(BYTES);
            long line = 1;
            boolean started = false;
            boolean ended = false;
            while (!ended) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                ended = read < 0;
                bytes.position(bytes.position() + Math.max(0, read)).flip();
                CoderResult result;
                do {
                    result = decoder.decode(bytes, chars, ended);
                    if (ended && result.isUnderflow()) {
                        result = decoder.flush(chars);
                    }
                    chars.flip();
                    if (!started && chars.hasRemaining()) {
                        started = true;
                        if (chars.get(0) == BYTE_ORDER_MARK) {
                            chars.get();
                        }
                    }
                    for (int i = chars.position(); i < chars.limit(); i++) {
                        line += chars.get(i) == '\n' ? 1 : 0;
                    }
                    out.append(chars);
                    chars.clear();
                    if (result.isError()) {
                        throw new MalformedTextException(line);
                    }
                } while (result.isOverflow());
                bytes.compact();
            }
        }
    }
}
