package io.jenkins.plugins.cd4ml.engine.evaluate.python;

import io.jenkins.plugins.cd4ml.engine.process.ProcessFailure;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The data of messages: little-endian numbers, and texts behind their lengths. */
public final class Frames {
    private static final int LONGEST_TEXT = 1 << 16;
    private static final long MOST_BYTES = 1L << 30;

    private Frames() {}

    public static void write(DataOutputStream out, double[] values, int count) throws IOException {
        ByteBuffer bytes = little(count, Double.BYTES);
        bytes.asDoubleBuffer().put(values, 0, count);
        out.write(bytes.array());
    }

    public static void write(DataOutputStream out, long[] values, int count) throws IOException {
        ByteBuffer bytes = little(count, Long.BYTES);
        bytes.asLongBuffer().put(values, 0, count);
        out.write(bytes.array());
    }

    public static void write(DataOutputStream out, int[] values, int count) throws IOException {
        ByteBuffer bytes = little(count, Integer.BYTES);
        bytes.asIntBuffer().put(values, 0, count);
        out.write(bytes.array());
    }

    /** @param texts null where missing */
    public static void write(DataOutputStream out, String[] texts, int count) throws IOException {
        int[] lengths = new int[count];
        byte[][] encoded = new byte[count][];
        for (int i = 0; i < count; i++) {
            encoded[i] = texts[i] == null ? new byte[0] : texts[i].getBytes(StandardCharsets.UTF_8);
            lengths[i] = texts[i] == null ? -1 : encoded[i].length;
        }
        write(out, lengths, count);
        for (byte[] each : encoded) {
            out.write(each);
        }
    }

    /** @throws ProcessFailure when so many are never meant */
    public static double[] numbers(DataInputStream in, long count) throws IOException {
        if (count < 0 || count * Double.BYTES > MOST_BYTES) {
            throw new ProcessFailure("answers " + count + " numbers, which is too many", null);
        }
        double[] numbers = new double[(int) count];
        little(in, numbers.length * Double.BYTES).asDoubleBuffer().get(numbers);
        return numbers;
    }

    public static String[] texts(DataInputStream in, int count) throws IOException {
        int[] lengths = new int[count];
        little(in, count * Integer.BYTES).asIntBuffer().get(lengths);
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            if (lengths[i] < 0 || lengths[i] > LONGEST_TEXT) {
                throw new ProcessFailure("answers a text of " + lengths[i] + " bytes, which is too long", null);
            }
            texts[i] = new String(little(in, lengths[i]).array(), StandardCharsets.UTF_8);
        }
        return texts;
    }

    private static ByteBuffer little(int count, int size) {
        return ByteBuffer.allocate(Math.multiplyExact(count, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer little(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
