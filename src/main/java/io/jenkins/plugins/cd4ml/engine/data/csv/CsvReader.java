package io.jenkins.plugins.cd4ml.engine.data.csv;

import io.jenkins.plugins.cd4ml.engine.data.scan.UnsuitableFileException;
import io.jenkins.plugins.cd4ml.engine.data.text.CsvFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Reads plain CSV of few different texts, which is most of it, several times as fast as DuckDB does: cells are read where
 * they lie, and a text is made of a cell only when it was not there before. Everything about which two readers could
 * think differently ends in {@link UnsuitableFileException}, and DuckDB reads the file from its start: quotes inside cells, mixed line
 * ends, ragged and long records, bytes that are not UTF-8. What DuckDB finds there is what is said.
 */
public final class CsvReader {
    private static final int BUFFER = 1 << 20;
    private static final int READ = 1 << 17; // bytes at once, few enough to be parsed out of the processor's cache
    private static final int SLACK = 4 * CsvNumberParser.BEHIND; // bytes that may be looked at behind the last one
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final int CELLS = 1 << 19; // of a block

    private final CsvFormat format;
    /** Null for columns that nobody looks at. */
    private final CsvColumn[] columns;

    private final byte separator;
    private final long separators;
    private final int block;
    private final byte[] b = new byte[BUFFER + SLACK];
    private final byte[] unquoted = new byte[BUFFER + SLACK];
    private int limit;
    private boolean ended;
    private boolean carriageReturns;
    private long records;
    private int row;

    CsvReader(CsvFormat format, CsvColumn[] columns) {
        this.format = format;
        this.columns = columns;
        this.separator = (byte) format.separator();
        this.separators = separator * ONES;
        this.block = block(columns.length);
    }

    /** @return how many records are judged together */
    static int block(int columns) {
        return Math.max(16, Math.min(8192, CELLS / Math.max(1, columns)));
    }

    /** @return how many records there are */
    long read() throws IOException, SQLException, UnsuitableFileException {
        for (Path file : format.files()) {
            try (InputStream in = open(file)) {
                read(in);
            }
        }
        flush();
        for (CsvColumn column : columns) {
            if (column != null) {
                column.finish();
            }
        }
        return records;
    }

    private InputStream open(Path file) throws IOException {
        InputStream in = format.opener().open(file);
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private void read(InputStream in) throws IOException, SQLException, UnsuitableFileException {
        limit = 0;
        ended = false;
        fill(in, 0);
        int at = header();
        while (true) {
            if (at >= limit) {
                if (ended) {
                    return;
                }
                at = fill(in, at);
                continue;
            }
            int next = record(at);
            if (next < 0) {
                at = fill(in, at);
            } else {
                at = next;
                if (++row == block) {
                    flush();
                }
            }
        }
    }

    private void flush() throws SQLException, UnsuitableFileException {
        for (CsvColumn column : columns) {
            if (column != null) {
                column.flush(row, records);
            }
        }
        records += row;
        row = 0;
    }

    /** Moves what is left to the start and reads on. @return where the record that started at {@code from} starts now */
    private int fill(InputStream in, int from) throws IOException, UnsuitableFileException {
        int left = Math.max(0, limit - from);
        if (left == BUFFER) {
            throw new UnsuitableFileException();
        }
        System.arraycopy(b, Math.min(from, limit), b, 0, left);
        limit = left;
        int wanted = Math.min(BUFFER, from == 0 ? BUFFER : left + READ); // from 0: the header, or a long record
        while (limit < wanted && !ended) {
            int read = in.read(b, limit, Math.min(READ, wanted - limit));
            ended = read < 0;
            limit += Math.max(0, read);
        }
        b[limit] = '\n'; // ends every loop over a cell
        return 0;
    }

    /** @return where the first record starts, behind the header, whose line end is that of the whole file */
    private int header() throws UnsuitableFileException {
        boolean quoted = false;
        for (int at = 0; at < limit; at++) {
            if (b[at] == '"') {
                quoted = !quoted;
            } else if (!quoted && b[at] == '\n') {
                carriageReturns = at > 0 && b[at - 1] == '\r';
                return at + 1;
            } else if (!quoted && b[at] == '\r' && b[at + 1] != '\n') {
                throw new UnsuitableFileException();
            }
        }
        throw new UnsuitableFileException(); // no records, or a header without end
    }

    /** @return where the next record starts, −1 when this one goes on behind what was read */
    private int record(int start) throws UnsuitableFileException {
        int at = start;
        int most = ended ? limit : limit - 1; // where a cell may end
        int columnsLeft = columns.length;
        for (CsvColumn column : columns) {
            int end = column == null || column.text() ? -1 : column.value(b, at, limit, most, row);
            if (end < 0) {
                end = text(column, at, most);
                if (end < 0) {
                    return -1;
                }
            }
            if (--columnsLeft == 0) {
                return next(start, end);
            }
            if (end >= limit || b[end] != separator) {
                throw new UnsuitableFileException(); // too few values
            }
            at = end + 1;
        }
        throw new UnsuitableFileException();
    }

    /** Takes a cell as text. @return where it ends, −1 when that is behind what was read */
    private int text(CsvColumn column, int at, int most) throws UnsuitableFileException {
        int end;
        if (b[at] == '"') {
            end = quoted(column, at);
        } else {
            end = end(at);
            if (column != null && end <= most) {
                column.text(b, at, end, row);
            }
        }
        return end <= most ? end : -1;
    }

    private int next(int start, int end) throws UnsuitableFileException {
        if (end >= limit) {
            return limit; // the last line has no end
        }
        if (end == start) {
            throw new UnsuitableFileException(); // an empty line
        }
        if (b[end] == '\n' && !carriageReturns) {
            return end + 1;
        }
        if (b[end] == '\r' && carriageReturns) {
            if (end + 1 < limit) {
                if (b[end + 1] == '\n') {
                    return end + 2;
                }
            } else if (!ended) {
                return -1;
            }
        }
        throw new UnsuitableFileException(); // too many values, or another kind of line end
    }

    /** Eight bytes at once, until there is one that may mean something. */
    private int end(int start) throws UnsuitableFileException {
        int at = start;
        while (at < limit) {
            long x = (long) LONGS.get(b, at);
            long other = x ^ separators;
            // the lowest bit set is right: a separator, a byte below '#', or one beyond ASCII
            long found = ((other - ONES & ~other) | (x - '#' * ONES & ~x) | x) & HIGH;
            if (found == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(found) >>> 3;
            byte b = this.b[at];
            if (b == separator || b == '\n' || b == '\r') {
                return at;
            }
            if (b == '"' || b == 0) {
                throw new UnsuitableFileException();
            }
            at = b < 0 ? beyondAscii(at) : at + 1;
        }
        return at;
    }

    /** A letter of several bytes: what nobody asks DuckDB about must at least look like UTF-8. */
    private int beyondAscii(int at) throws UnsuitableFileException {
        int length = (b[at] & 0xe0) == 0xc0 ? 2 : (b[at] & 0xf0) == 0xe0 ? 3 : (b[at] & 0xf8) == 0xf0 ? 4 : 0;
        if (length == 0) {
            throw new UnsuitableFileException();
        }
        for (int i = 1; i < length; i++) {
            if (at + i < limit && (b[at + i] & 0xc0) != 0x80) {
                throw new UnsuitableFileException();
            }
        }
        return Math.min(limit, at + length);
    }

    /** @return where a cell in quotes ends, −1 when it goes on behind what was read */
    private int quoted(CsvColumn column, int start) throws UnsuitableFileException {
        int at = start + 1;
        int length = 0;
        boolean separated = false;
        while (at < limit) {
            byte x = b[at];
            if (x == '"') {
                if (at + 1 >= limit && !ended) {
                    return -1;
                }
                if (at + 1 >= limit || b[at + 1] != '"') {
                    if (column != null) {
                        unquoted[length] = '\n';
                        if (separated || column.text() || column.value(unquoted, 0, length, length, row) != length) {
                            column.text(unquoted, 0, length, row);
                        }
                    }
                    return at + 1;
                }
                at++;
            } else if (x == '\n' || x == '\r' || x == 0) {
                throw new UnsuitableFileException();
            }
            separated |= x == separator;
            unquoted[length++] = x;
            at++;
        }
        if (ended) {
            throw new UnsuitableFileException(); // a quote that is left open
        }
        return -1;
    }
}
