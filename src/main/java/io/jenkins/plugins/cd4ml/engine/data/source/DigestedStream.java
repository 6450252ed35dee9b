package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Tells the digest of a file's bytes to someone when it is closed, however many of them were asked for. */
final class DigestedStream extends FilterInputStream {
    private static final int REST = 1 << 16;

    private final MessageDigest digest = Digests.sha256();
    private final Consumer<String> told;
    private boolean closed;

    DigestedStream(InputStream in, Consumer<String> told) {
        super(in);
        this.told = told;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        if (read >= 0) {
            digest.update((byte) read);
        }
        return read;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        int read = in.read(bytes, start, length);
        if (read > 0) {
            digest.update(bytes, start, read);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, REST)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        InputStream source = in;
        try (source) {
            byte[] rest = new byte[REST];
            while (read(rest, 0, REST) >= 0) {
                continue; // read() digests
            }
        }
        told.accept(Digests.PREFIX + HexFormat.of().formatHex(digest.digest()));
    }
}
