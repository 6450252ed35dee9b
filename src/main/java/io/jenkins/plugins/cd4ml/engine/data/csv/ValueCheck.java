package io.jenkins.plugins.cd4ml.engine.data.csv;

import io.jenkins.plugins.cd4ml.engine.data.scan.UnsuitableFileException;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Duplicates;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import org.duckdb.DuckDBAppender;

/**
 * What DuckDB says about the different texts of one column: each is asked about once, many together. So a value that is
 * there a million times is cast and judged once, by the same SQL that would judge the million.
 */
final class ValueCheck {
    private static final String TABLE = "cd4ml_values";

    private final Duck duck;
    private final String select;
    private final Set<String> missing;
    private final boolean hashed;
    final Dictionary texts;
    private int asked;

    /** Bit i: the column's i-th condition is true. */
    long[] masks = new long[64];

    /** Whether any of the conditions is true for any of the texts. */
    boolean breaks;

    /** The number or the microseconds, of a column of texts 0; meaningless where {@link #none}. */
    double[] numbers = new double[64];

    /** The hash, of a column of texts only. */
    long[] hashes = new long[64];

    boolean[] none = new boolean[64];

    /** What must be unique; {@link Duplicates#NULL} where there is none. */
    long[] identities = new long[64];

    /**
     * @param column   quoted
     * @param value    SQL of what is counted: a number, microseconds or a hash
     * @param hashed   whether it is a hash
     * @param identity SQL of what must be unique, {@code NULL} where nothing must
     * @param mask     SQL of the conditions as bits
     * @param missing  texts that stand for a missing value
     */
    ValueCheck(
            Duck duck,
            String column,
            String value,
            boolean hashed,
            String identity,
            String mask,
            Set<String> missing,
            int limit) {
        this.duck = duck;
        this.missing = missing;
        this.texts = new Dictionary(limit);
        this.hashed = hashed;
        this.select = "SELECT " + Dataset.RECORD + ", CAST(" + value + " AS " + (hashed ? "BIGINT" : "DOUBLE")
                + "), CAST(" + identity + " AS BIGINT), " + mask + " FROM (SELECT " + Dataset.RECORD
                + ", cd4ml_text AS " + column + " FROM " + TABLE + ") ORDER BY " + Dataset.RECORD;
    }

    /** Asks about the texts that came since it asked last. */
    void ask() throws SQLException, UnsuitableFileException {
        int size = texts.size();
        if (asked == size) {
            return;
        }
        if (masks.length < size) {
            int length = Math.max(size, masks.length * 2);
            masks = Arrays.copyOf(masks, length);
            numbers = Arrays.copyOf(numbers, length);
            hashes = Arrays.copyOf(hashes, length);
            none = Arrays.copyOf(none, length);
            identities = Arrays.copyOf(identities, length);
        }
        duck.execute("CREATE OR REPLACE TABLE " + TABLE + " (" + Dataset.RECORD + " INTEGER, cd4ml_text VARCHAR)");
        try (DuckDBAppender appender = duck.appender(null, TABLE)) {
            for (int i = asked; i < size; i++) {
                String text = text(texts.text(i));
                appender.beginRow().append(i);
                if (text.isEmpty() || missing.contains(text)) {
                    appender.appendNull();
                } else {
                    appender.append(text);
                }
                appender.endRow();
            }
        }
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(select)) {
            while (row.next()) {
                int i = row.getInt(1);
                if (hashed) {
                    hashes[i] = row.getLong(2);
                } else {
                    numbers[i] = row.getDouble(2);
                }
                none[i] = row.wasNull();
                long identity = row.getLong(3);
                identities[i] = row.wasNull() ? Duplicates.NULL : identity;
                masks[i] = row.getLong(4);
                breaks |= masks[i] != 0;
                asked++;
            }
        }
        if (asked != size) {
            throw new UnsuitableFileException();
        }
    }

    private static String text(byte[] bytes) throws UnsuitableFileException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnsuitableFileException(); // DuckDB says where
        }
    }
}
