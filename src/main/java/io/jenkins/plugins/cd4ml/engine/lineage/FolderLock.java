package io.jenkins.plugins.cd4ml.engine.lineage;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock on a file that keeps out other processes and other threads of this one alike. The operating system frees it
 * when a process dies. Not reentrant; may be closed by another thread.
 *
 * <p>POSIX drops a process' lock as soon as the process closes <em>any</em> descriptor of the file. So threads queue in
 * memory, and only the one whose turn it is opens the file. Nothing else of this process may open a lock file.
 */
public final class FolderLock implements AutoCloseable {
    private static final long POLL_MILLIS = 20;
    private static final Map<Path, Queue> QUEUES = new ConcurrentHashMap<>();

    private final Path key;
    private final FileChannel channel;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private FolderLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** The threads of this process that hold or want one lock. */
    private static final class Queue {
        final Semaphore turn = new Semaphore(1, true);
        int members;
    }

    /**
     * @param what what is locked, for the message
     * @throws InputException       when somebody else still holds it after {@code patience}
     * @throws InterruptedException when interrupted while waiting
     */
    public static FolderLock take(Path file, String what, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Path key = key(file);
        Queue queue = QUEUES.compute(key, (k, q) -> {
            Queue joined = q == null ? new Queue() : q;
            joined.members++;
            return joined;
        });
        boolean turn = false;
        FileChannel channel = null;
        try {
            turn = queue.turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (!turn) {
                throw inUse(what, patience);
            }
            channel = lock(key, what, patience, deadline);
            return new FolderLock(key, channel);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            throw new InputException(file + " cannot be locked: " + FileErrors.reason(e) + ".", e);
        } finally {
            if (channel == null) {
                leave(key, turn);
            }
        }
    }

    /** As {@link #take}, for records that must be written although the thread was interrupted; it stays interrupted. */
    public static FolderLock takeUninterruptibly(Path file, String what, Duration patience) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return take(file, what, patience);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Path key(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            DurableFile.createFolders(folder);
            return folder.toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            throw new InputException(file + " cannot be locked: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static FileChannel lock(Path file, String what, Duration patience, long deadline)
            throws IOException, InterruptedException {
        while (true) {
            make(file);
            Object before = identity(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            boolean held = false;
            try {
                while (!locked(channel)) {
                    if (System.nanoTime() > deadline) {
                        throw inUse(what, patience);
                    }
                    Thread.sleep(POLL_MILLIS);
                }
                // the folder may have been moved or deleted meanwhile: then this is the lock of nothing
                held = before != null && Files.exists(file) && Objects.equals(before, identity(file));
                if (held) {
                    return channel;
                }
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        }
    }

    private static void make(Path file) throws IOException {
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                // other users' containers share these folders, and a lock has to be opened for writing
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
        } catch (FileAlreadyExistsException e) {
            // made by somebody else
        }
    }

    /** @return what tells one file from another of the same name */
    private static Object identity(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? file : key;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another class loader's copy of this class holds it
        }
    }

    private static InputException inUse(String what, Duration patience) {
        return new InputException(what + " is in use by another process or build, still after " + patience.toSeconds()
                + " s; try again when that one has ended.");
    }

    private static void leave(Path key, boolean hadTurn) {
        QUEUES.compute(key, (k, queue) -> {
            if (hadTurn) {
                queue.turn.release();
            }
            return --queue.members == 0 ? null : queue;
        });
    }

    @Override
    public void close() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            leave(key, true);
        }
    }
}
