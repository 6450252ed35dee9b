package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A model that any XGBoost since 1.0 saved as JSON or UBJSON, for the XGBoost 3.0 of the engine. From 3.1 on {@code
 * base_score}, the value that trees start from, is written as a list; 3.0 takes such a list for no value and, without a
 * word, answers something else.
 */
final class XgboostFile {
    private static final byte[] KEY = "base_score".getBytes(StandardCharsets.US_ASCII);
    /** Of the list's text; one for each class, of at most 16 characters. */
    private static final int MOST_TEXT = 1 << 20;

    private XgboostFile() {}

    /** Where the text of the list stands, its length included where the format has one. */
    private record Place(int from, int to, String text, boolean binary) {}

    /**
     * Writes the model into {@code folder} as XGBoost 3.0 would have, where that is another file.
     *
     * @param named what messages call the file
     * @return the file to load: {@code file} itself where it can be read as it is
     * @throws InputException when it starts from a value of its own for each class, which 3.0 has no place for
     */
    static Path readable(Path file, Path named, Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new InputException(named + " is larger than 2 GiB; give evaluate.command.");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            Place place = place(bytes);
            if (place == null) {
                return file;
            }
            List<String> values =
                    List.of(place.text.substring(1, place.text.length() - 1).split(","));
            if (values.stream().distinct().count() > 1) {
                throw new InputException(named + " was saved by XGBoost 3.1 or newer and starts from another base_score"
                        + " for each class, which the XGBoost 3.0 of the pack cannot do; train it with base_score 0.5,"
                        + " or give evaluate.command.");
            }
            byte[] value = values.get(0).trim().getBytes(StandardCharsets.US_ASCII);
            Path copy = folder.resolve("readable-" + file.getFileName());
            try (FileChannel out = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(out, bytes.duplicate().limit(place.from));
                write(
                        out,
                        place.binary
                                ? ByteBuffer.allocate(9 + value.length)
                                        .put((byte) 'L')
                                        .putLong(value.length)
                                        .put(value)
                                        .flip()
                                : ByteBuffer.wrap(value));
                write(out, bytes.duplicate().position(place.to));
            }
            return copy;
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** @return null where base_score is no list, or the file has none, as XGBoost's formats before 1.0 */
    private static Place place(ByteBuffer bytes) {
        for (int at = bytes.limit() - KEY.length; at >= 0; at--) { // near the end, after the trees
            if (bytes.get(at) == KEY[0] && matches(bytes, at)) {
                return list(bytes, at + KEY.length);
            }
        }
        return null;
    }

    private static boolean matches(ByteBuffer bytes, int at) {
        byte[] there = new byte[KEY.length];
        bytes.get(at, there);
        return Arrays.equals(KEY, there);
    }

    private static Place list(ByteBuffer bytes, int after) {
        int open = after;
        while (open < bytes.limit() && open < after + 32 && bytes.get(open) != '[') {
            open++;
        }
        byte[] between = new byte[Math.min(open, bytes.limit()) - after];
        bytes.get(after, between);
        boolean binary = between.length == 10 && between[0] == 'S' && between[1] == 'L'; // string, length of 8 bytes
        boolean json = new String(between, StandardCharsets.US_ASCII).matches("\"\\s*:\\s*\"");
        if (open >= bytes.limit() || !binary && !json) {
            return null;
        }
        int end = open;
        while (end < bytes.limit() && end - open < MOST_TEXT && bytes.get(end) != ']') {
            end++;
        }
        if (end >= bytes.limit() || bytes.get(end) != ']') {
            return null;
        }
        byte[] text = new byte[end + 1 - open];
        bytes.get(open, text);
        return new Place(binary ? open - 9 : open, end + 1, new String(text, StandardCharsets.US_ASCII), binary);
    }

    /** Removes what {@link #readable} wrote. */
    static void clean(Path folder) {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            folder.toFile().deleteOnExit(); // of the worker's own temporary files, which go with it
        }
    }
}
