package io.jenkins.plugins.cd4ml.engine.data.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Different texts of one column, as bytes, numbered from 0 in the order of their arrival. Its hashes are seeded anew in
 * each process, so that nobody can write a file whose texts all collide.
 */
final class Dictionary {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = UUID.randomUUID().getMostSignificantBits();
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final long MOST_BYTES = 16L << 20;

    private final int limit;
    private long[] keys = new long[256]; // the text itself where it has at most 8 bytes, else its hash
    private int[] slots = new int[256]; // number + 1, negative of a long text, 0 for free
    private byte[][] texts = new byte[128][];
    private int size;
    private long bytes;

    /** @param limit how many texts there may be */
    Dictionary(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    byte[] text(int number) {
        return texts[number];
    }

    /**
     * @param from the text, none of whose bytes is zero, and eight readable bytes behind it
     * @return the text's number, or −1 where there would be too many
     */
    int number(byte[] from, int start, int end) {
        int length = end - start;
        boolean few = length <= Long.BYTES;
        long key = few ? few(from, start, length) : hash(from, start, end);
        int slot = slot(key);
        while (slots[slot] != 0) {
            if (keys[slot] == key) {
                int number = Math.abs(slots[slot]) - 1;
                if (few
                        ? slots[slot] > 0
                        : slots[slot] < 0 && Arrays.equals(texts[number], 0, texts[number].length, from, start, end)) {
                    return number;
                }
            }
            slot = slot + 1 & slots.length - 1;
        }
        bytes += length;
        if (size == limit || bytes > MOST_BYTES) {
            return -1;
        }
        keys[slot] = key;
        slots[slot] = few ? size + 1 : -size - 1;
        if (size == texts.length) {
            texts = Arrays.copyOf(texts, size * 2);
        }
        texts[size] = Arrays.copyOfRange(from, start, end);
        if (++size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    private int slot(long key) {
        long hash = (key ^ SEED) * MIX;
        return (int) (hash >>> 40) & slots.length - 1;
    }

    private static long few(byte[] from, int start, int length) {
        return length == 0 ? 0 : (long) LONGS.get(from, start) & -1L >>> (Long.BYTES - length) * Byte.SIZE;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldSlots = slots;
        keys = new long[oldKeys.length * 2];
        slots = new int[keys.length];
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != 0) {
                int slot = slot(oldKeys[i]);
                while (slots[slot] != 0) {
                    slot = slot + 1 & slots.length - 1;
                }
                keys[slot] = oldKeys[i];
                slots[slot] = oldSlots[i];
            }
        }
    }

    private static long hash(byte[] from, int start, int end) {
        long hash = SEED + end - start;
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(from, at)) * MIX;
            hash ^= hash >>> 29;
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | from[at] & 0xff;
        }
        hash = (hash ^ rest) * MIX;
        hash = (hash ^ hash >>> 29) * MIX;
        return hash ^ hash >>> 32;
    }
}
