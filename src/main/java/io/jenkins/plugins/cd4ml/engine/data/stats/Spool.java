package io.jenkins.plugins.cd4ml.engine.data.stats;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns of longs in order of arrival: in memory up to a budget, beyond it in one temporary file, so that exact
 * statistics of any number of rows take a bounded heap. A second look at a column then costs a sequential read of eight
 * bytes a value instead of another parse of the source. Not thread-safe; the file vanishes on {@link #close}.
 */
public final class Spool implements AutoCloseable {
    private static final int LARGEST_BLOCK = 8192;
    private static final int SMALLEST_BLOCK = 256;
    private static final long TAILS = 2L << 20; // longs in unfinished blocks, all columns together

    private final int blockLength;
    private long longsLeft;
    private Path file;
    private FileChannel channel;
    private long end;
    private final ByteBuffer bytes;

    /**
     * @param columns how many columns there will be; many columns get small blocks
     * @param memory  bytes to hold before the file is used, unfinished blocks not counted
     */
    public Spool(int columns, long memory) {
        blockLength = (int) Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, TAILS / Math.max(1, columns)));
        longsLeft = memory / Long.BYTES;
        bytes = ByteBuffer.allocateDirect(blockLength * Long.BYTES).order(ByteOrder.nativeOrder());
    }

    /** Takes a block of a column. */
    @FunctionalInterface
    public interface Block {
        /** @param values only the first {@code count} count; not to be kept */
        void take(long[] values, int count);
    }

    public Column column() {
        return new Column();
    }

    /** One column. */
    public final class Column {
        private final List<Object> blocks = new ArrayList<>(); // long[], or Long: the place in the file
        private long[] tail = new long[16];
        private int filled;
        private long size;

        public void add(long value) {
            if (filled == tail.length) {
                grow();
            }
            tail[filled++] = value;
            size++;
        }

        public long size() {
            return size;
        }

        /** Hands over all values in order of arrival. */
        public void forEach(Block block) {
            long[] read = null;
            for (Object held : blocks) {
                if (held instanceof long[] values) {
                    block.take(values, values.length);
                } else {
                    read = read == null ? new long[blockLength] : read;
                    load((Long) held, read);
                    block.take(read, blockLength);
                }
            }
            block.take(tail, filled);
        }

        private void grow() {
            if (tail.length < blockLength) {
                tail = Arrays.copyOf(tail, Math.min(blockLength, tail.length * 2));
            } else if (longsLeft >= blockLength) {
                longsLeft -= blockLength;
                blocks.add(tail);
                tail = new long[blockLength];
                filled = 0;
            } else {
                blocks.add(store(tail));
                filled = 0;
            }
        }
    }

    private Long store(long[] block) {
        try {
            if (channel == null) {
                file = Files.createTempFile("cd4ml-columns", ".tmp");
                channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
            long at = end;
            bytes.clear();
            bytes.asLongBuffer().put(block);
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
            return at;
        } catch (IOException e) {
            throw new InputException(
                    "No room for temporary data in " + System.getProperty("java.io.tmpdir") + ": "
                            + FileErrors.reason(e) + "; free some or set java.io.tmpdir.",
                    e);
        }
    }

    private void load(long at, long[] block) {
        try {
            bytes.clear();
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, at + bytes.position()) < 0) {
                    throw new IOException("it was cut short");
                }
            }
            bytes.flip();
            bytes.asLongBuffer().get(block);
        } catch (IOException e) {
            throw new InputException(
                    "The temporary file " + file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new InputException(
                    "The temporary file " + file + " cannot be deleted: " + FileErrors.reason(e) + ".", e);
        }
    }
}
