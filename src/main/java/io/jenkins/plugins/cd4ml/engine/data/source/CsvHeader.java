package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The first record of a CSV file. Read here, because guessing it goes wrong on ragged files.
 *
 * @param newLine SQL of the reader's option for the line end that the header has, empty for the usual ones
 */
record CsvHeader(List<String> columns, String newLine) {
    private static final int LONGEST = 4 << 20;

    /** @throws InputException when there is no usable header */
    static CsvHeader read(Path file, String separator, String encoding) throws IOException {
        if (separator.length() != 1) {
            throw new InputException("The separator of " + file + " must be one character, not '" + separator + "'.");
        }
        try (Reader in = reader(file, encoding)) {
            CsvHeader header = new Parser(file, in, separator.charAt(0)).parse();
            if (header.columns.stream().anyMatch(c -> c.indexOf('\uFFFD') >= 0)) {
                throw new InputException(file + " is not " + encoding.toUpperCase(Locale.ROOT)
                        + " text; convert it, or name its encoding.");
            }
            check(file, header.columns);
            return header;
        } catch (ZipException e) {
            throw new InputException(file + " is named .gz and is not gzipped.", e);
        }
    }

    private static Reader reader(Path file, String encoding) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            in = new BufferedInputStream(new GZIPInputStream(in));
        }
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        if (first == 0x1f && second == 0x8b) {
            in.close();
            throw new InputException(file + " is gzipped; name it .gz.");
        }
        if ((first == 0xff && second == 0xfe || first == 0xfe && second == 0xff)
                && !encoding.toLowerCase(Locale.ROOT).startsWith("utf-16")) {
            in.close();
            throw new InputException(file + " is UTF-16 text; convert it to UTF-8, or name its encoding.");
        }
        try {
            return new BufferedReader(new InputStreamReader(
                    in,
                    Charset.forName("latin-1".equals(encoding) ? "ISO-8859-1" : encoding)
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE) // it reads ahead, beyond the header
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            in.close();
            throw new InputException(
                    "The encoding '" + encoding + "' of " + file + " is unknown; try utf-8 or latin-1.", e);
        }
    }

    private static void check(Path file, List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            if (column.isBlank()) {
                throw new InputException(file + " has no name for column " + (i + 1) + " in its header.");
            }
            if (column.indexOf('\0') >= 0) {
                throw new InputException(file + " has a zero byte in its header; it is not CSV text.");
            }
            if (column.length() > 1000) {
                throw new InputException(file + " has a column name of " + column.length()
                        + " characters; a quote in its header may be left open.");
            }
            if (!seen.add(column.toLowerCase(Locale.ROOT))) {
                throw new InputException(file + " has two columns named '" + column + "'; rename one.");
            }
        }
        if (seen.contains(Dataset.RECORD)) {
            throw new InputException(file + " has a column named " + Dataset.RECORD + ", which is taken; rename it.");
        }
    }

    private static final class Parser {
        private final Path file;
        private final Reader in;
        private final char separator;
        private final List<String> columns = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();

        Parser(Path file, Reader in, char separator) {
            this.file = file;
            this.in = in;
            this.separator = separator;
        }

        CsvHeader parse() throws IOException {
            boolean quoted = false;
            int length = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (++length > LONGEST) {
                    throw new InputException(file + " has no line end in its first 4 MiB; it is not CSV text.");
                }
                if (length == 1 && c == '\uFEFF') {
                    continue;
                }
                if (c == '"') {
                    in.mark(1);
                    boolean doubled = quoted && in.read() == '"';
                    if (doubled) {
                        cell.append('"');
                    } else {
                        if (quoted) {
                            in.reset();
                        }
                        quoted = !quoted;
                    }
                } else if (c == separator && !quoted) {
                    end();
                } else if ((c == '\n' || c == '\r') && !quoted) {
                    end();
                    return new CsvHeader(columns, c == '\r' && in.read() != '\n' ? ", new_line='\\r'" : "");
                } else {
                    cell.append((char) c);
                }
            }
            if (quoted) {
                throw new InputException(file + " has a quote in its header that is not closed.");
            }
            end();
            return new CsvHeader(columns, "");
        }

        private void end() {
            columns.add(cell.toString());
            cell.setLength(0);
        }
    }
}
