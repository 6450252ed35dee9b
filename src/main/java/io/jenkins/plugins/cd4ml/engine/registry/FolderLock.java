package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A lock on a file that keeps out other processes and other threads of this one alike, without any state in this
 * process. The operating system frees it when a process dies.
 */
final class FolderLock implements AutoCloseable {
    private static final long POLL_MILLIS = 20;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param what what is locked, for the message
     * @throws InputException       when somebody else still holds it after {@code patience}
     * @throws InterruptedException when interrupted while waiting
     */
    static FolderLock take(Path file, String what, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                while (!locked(channel)) {
                    if (System.nanoTime() > deadline) {
                        throw new InputException(what + " is in use by another process or build, still after "
                                + patience.toSeconds() + " s; try again when that one has ended.");
                    }
                    Thread.sleep(POLL_MILLIS);
                }
                return new FolderLock(channel);
            } catch (RuntimeException | IOException | InterruptedException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new InputException(file + " cannot be locked: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process holds it
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
