package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many lines of a pod's log were passed on, by this worker or one before: written after each line, so that a worker
 * that is killed leaves the next one the place to go on.
 */
final class LogPosition implements AutoCloseable {
    private static final String FILE = "kubernetes.%s.lines";
    private static final String FILES = "kubernetes.*.lines";

    private final Path path;
    private final RandomAccessFile file;
    private final long before;
    private long lines;

    LogPosition(Path path) {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
            before = file.length() < Long.BYTES ? 0 : file.readLong();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @param id of the attempt in a pod whose lines these are: letters, digits, dots and hyphens */
    static String file(String id) {
        return FILE.formatted(id);
    }

    /** Forgets all attempts. */
    static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FILES)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    /** @return whether the line at hand was not passed on yet */
    boolean isNew() {
        return lines >= before;
    }

    void next() {
        if (++lines > before) {
            try {
                file.seek(0);
                file.writeLong(lines);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private InputException failed(IOException e) {
        return new InputException(path + " cannot be written: " + FileErrors.reason(e) + ".", e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
