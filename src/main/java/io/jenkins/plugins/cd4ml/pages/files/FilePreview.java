package io.jenkins.plugins.cd4ml.pages.files;

import io.jenkins.plugins.cd4ml.engine.report.CsvRows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a page shows of a file: a picture, rows of a table, text, or nothing but its size. Markup of any kind is text. The file
 * came from an agent: its name and its type are believed only where its first bytes agree.
 *
 * @param kind image, table, text or none
 * @param cut  whether there is more than is shown
 * @param rows of a table, its head first
 */
public record FilePreview(String name, long bytes, String kind, boolean cut, String text, List<List<String>> rows) {
    /** So much of a text is shown. */
    static final int TEXT = 64 << 10;
    /** A larger picture is downloaded. */
    static final int IMAGE = 5 << 20;

    private static final int ROWS = 100;
    private static final int COLUMNS = 40;
    private static final long PIXELS = 40_000_000;

    /** @param start the file's first {@value #TEXT} bytes, or all of it */
    static FilePreview of(String name, long bytes, byte[] start) {
        if (image(start, bytes) != null) {
            return new FilePreview(name, bytes, "image", false, "", List.of());
        }
        boolean cut = bytes > start.length;
        String text = text(start, cut);
        if (text == null) {
            return new FilePreview(name, bytes, "none", false, "", List.of());
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
            CsvRows rows = CsvRows.of(text, lower.endsWith(".tsv") ? '\t' : ',', ROWS + 1, COLUMNS, cut);
            return new FilePreview(name, bytes, "table", cut || rows.cut(), "", rows.rows());
        }
        return new FilePreview(name, bytes, "text", cut, text, List.of());
    }

    /** @return the media type that the first bytes tell; null for what is no picture, or one that is too large to be shown */
    static String image(byte[] start, long bytes) {
        if (bytes > IMAGE || start.length < 24) {
            return null;
        }
        if (begins(start, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
            return number(start, 16) * number(start, 20) <= PIXELS ? "image/png" : null;
        }
        if (begins(start, 0, 'G', 'I', 'F', '8')) {
            long width = start[6] & 0xff | (start[7] & 0xff) << 8;
            long height = start[8] & 0xff | (start[9] & 0xff) << 8;
            return width * height <= PIXELS ? "image/gif" : null;
        }
        if (begins(start, 0, 0xff, 0xd8, 0xff)) {
            return "image/jpeg";
        }
        return begins(start, 0, 'R', 'I', 'F', 'F') && begins(start, 8, 'W', 'E', 'B', 'P') ? "image/webp" : null;
    }

    private static boolean begins(byte[] start, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((start[at + i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    /** @return null for what is no text */
    private static String text(byte[] start, boolean cut) {
        String text = new String(start, StandardCharsets.UTF_8);
        long foreign = text.chars().filter(c -> c == 0xfffd || c == 0).count();
        return foreign > (cut ? 1 : 0) ? null : text; // the last character may be cut
    }

    /** @return the names of the columns */
    public List<String> getHead() {
        return rows.isEmpty() ? List.of() : rows.get(0);
    }

    /** @return the rows below them */
    public List<List<String>> getBody() {
        return rows.subList(Math.min(1, rows.size()), rows.size());
    }

    /** @return its size as people say it */
    public String getBytesText() {
        return size(bytes);
    }

    static String size(long bytes) {
        return bytes < 10_000 ? bytes + " B" : bytes < 10_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
    }
}
