package io.jenkins.plugins.cd4ml.engine.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The first rows of a text with separated values (RFC 4180), for people to look at. What is broken is shown as far as it can
 * be read.
 *
 * @param cut whether there are more rows, columns or characters than these
 */
public record CsvRows(List<List<String>> rows, boolean cut) {
    private static final int CELL = 200;

    /** @param torn whether the text may end within a row, which is left out then */
    public static CsvRows of(String text, char separator, int mostRows, int mostColumns, boolean torn) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean cut = false;
        int length = text.length();
        int at = 0;
        for (; at < length && rows.size() < mostRows; at++) {
            char c = text.charAt(at);
            if (quoted) {
                if (c == '"' && at + 1 < length && text.charAt(at + 1) == '"') {
                    at++;
                    cell.append('"');
                } else if (c == '"') {
                    quoted = false;
                } else {
                    cell.append(c);
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == separator || c == '\n') {
                cut |= add(row, cell, mostColumns);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (c != '\r') {
                cell.append(c);
            }
        }
        boolean rest = !row.isEmpty() || !cell.isEmpty();
        if (rest && !torn && rows.size() < mostRows) {
            cut |= add(row, cell, mostColumns);
            rows.add(row);
        }
        return new CsvRows(rows, cut || at < length);
    }

    private static boolean add(List<String> row, StringBuilder cell, int most) {
        boolean tooLong = cell.length() > CELL;
        boolean room = row.size() < most;
        if (room) {
            row.add(tooLong ? cell.substring(0, CELL) + "…" : cell.toString());
        }
        cell.setLength(0);
        return tooLong || !room;
    }
}
