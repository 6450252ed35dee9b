package io.jenkins.plugins.cd4ml.engine.data.text;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * The first record of a CSV file in UTF-8. Read here, because guessing it goes wrong on ragged files. A column without a
 * name is called {@code Unnamed: n}, from 0, as pandas does; a separator at the end of the line ends the last name and starts
 * no other one, as in the records.
 *
 * @param newLine the line end that the header has, empty for the usual ones
 * @param skip    how many lines before it are no comments
 */
public record CsvHeader(List<String> columns, String newLine, int skip) {
    private static final int LONGEST = 4 << 20;

    /**
     * @param shown what messages call the file
     * @throws InputException when there is no usable header
     */
    public static CsvHeader read(Path file, Path shown, char separator, CsvOptions options) throws IOException {
        try (Reader in = reader(file)) {
            CsvHeader header = new Parser(shown, in, separator, options).parse();
            if (header.columns.stream().anyMatch(c -> c.indexOf('\uFFFD') >= 0)) {
                throw new InputException(shown + " is not UTF-8 text; convert it, or name its encoding.");
            }
            check(shown, header.columns);
            return header;
        } catch (ZipException e) {
            throw new InputException(shown + " is named .gz and is not gzipped.", e);
        }
    }

    private static Reader reader(Path file) throws IOException {
        InputStream in = Encodings.open(file);
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        if (first == 0x1f && second == 0x8b) {
            in.close();
            throw new InputException(file + " is gzipped; name it .gz.");
        }
        if (first == 0xff && second == 0xfe || first == 0xfe && second == 0xff) {
            in.close();
            throw new InputException(
                    file + " is UTF-16 text; convert it to UTF-8, or name its encoding: 'encoding: utf-16'.");
        }
        return new BufferedReader(new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE) // it reads ahead, beyond the header
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)));
    }

    private static void check(Path file, List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column.indexOf('\0') >= 0) {
                throw new InputException(file + " has a zero byte in its header; it is not CSV text.");
            }
            if (column.length() > 1000) {
                throw new InputException(file + " has a column name of " + column.length()
                        + " characters; a quote in its header may be left open.");
            }
            if (!seen.add(column)) {
                throw new InputException(file + " has two columns named '" + column + "'; rename one.");
            }
        }
    }

    private static final class Parser {
        private final Path file;
        private final Reader in;
        private final char separator;
        private final int quote;
        private final int escape;
        private final int comment;
        private int skip;
        private int skipped;
        private int length;
        private final List<String> columns = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();

        Parser(Path file, Reader in, char separator, CsvOptions options) {
            this.file = file;
            this.in = in;
            this.separator = separator;
            this.quote = sign(options.quote());
            this.escape = sign(options.escape());
            this.comment = sign(options.comment());
            this.skip = options.skip();
        }

        private static int sign(String text) {
            return text.isEmpty() ? -2 : text.charAt(0);
        }

        CsvHeader parse() throws IOException {
            boolean quoted = false;
            for (int c = read(); c >= 0; c = read()) {
                boolean start = columns.isEmpty() && cell.isEmpty() && !quoted;
                if (start && skip > 0) {
                    skip--;
                    skipped += c == comment ? 0 : 1;
                    line(c);
                } else if (start && c == comment) {
                    line(c);
                } else if (quoted && c == escape) {
                    in.mark(1);
                    int next = in.read();
                    if (next == quote || next == escape) {
                        cell.append((char) next);
                    } else {
                        in.reset();
                        if (c == quote) {
                            quoted = false;
                        } else {
                            cell.append((char) c);
                        }
                    }
                } else if (c == quote) {
                    quoted = !quoted;
                } else if (c == separator && !quoted) {
                    end();
                } else if ((c == '\n' || c == '\r' || c == comment) && !quoted) {
                    end();
                    boolean returned = line(c);
                    return new CsvHeader(named(), returned ? "\\r" : "", skipped);
                } else {
                    cell.append((char) c);
                }
            }
            if (quoted) {
                throw new InputException(file + " has a quote in its header that is not closed.");
            }
            if (columns.isEmpty() && cell.isEmpty()) {
                throw new InputException(file + " has no header behind the lines that are skipped.");
            }
            end();
            return new CsvHeader(named(), "", skipped);
        }

        private int read() throws IOException {
            int c = in.read();
            if (++length == 1 && c == '\uFEFF') {
                return in.read();
            }
            if (length > LONGEST) {
                throw new InputException(file + " has no line end in its first 4 MiB; it is not CSV text.");
            }
            return c;
        }

        /** Reads to the end of the line. @param c its first sign; @return whether it ends with a carriage return alone */
        private boolean line(int c) throws IOException {
            int at = c;
            while (at >= 0 && at != '\n' && at != '\r') {
                at = read();
            }
            if (at != '\r') {
                return false;
            }
            in.mark(1);
            if (in.read() == '\n') {
                return false;
            }
            in.reset();
            return true;
        }

        private void end() {
            columns.add(cell.toString());
            cell.setLength(0);
        }

        private List<String> named() {
            if (columns.stream().allMatch(String::isBlank)) {
                throw new InputException(file + " has no name for column 1 in its header.");
            }
            if (columns.get(columns.size() - 1).isBlank()) {
                columns.remove(columns.size() - 1);
            }
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).isBlank()) {
                    columns.set(i, "Unnamed: " + i);
                }
            }
            return columns;
        }
    }
}
