package io.jenkins.plugins.cd4ml.engine.lineage;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * Files that survive a crash: the whole old content or the whole new one, on the disk when the call returns. An
 * interrupt of the calling thread neither stops a write nor is lost. Keeps no state.
 */
public final class DurableFile {
    private DurableFile() {}

    /** Replaces or makes a file: temporary file beside it, fsync, rename, fsync of the folder. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        write(file, bytes, true);
    }

    /** As {@link #replace}, but without waiting for the disk: for what can be made again, such as caches. */
    public static void replaceUnsynced(Path file, byte[] bytes) throws IOException {
        write(file, bytes, false);
    }

    private static void write(Path file, byte[] bytes, boolean sync) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        createFolders(folder);
        // not createTempFile, whose files only their owner may read: other users' containers share these folders
        Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createFile(temporary);
            // a stream, because an interrupt closes a channel in the middle of a write
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                out.write(bytes);
                if (sync) {
                    out.getFD().sync();
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        if (sync) {
            syncFolder(folder);
        }
    }

    /** Moves a finished file or folder into its place, which does not exist yet, and waits until the disk has the name. */
    public static void publish(Path finished, Path place) throws IOException {
        Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(place.toAbsolutePath().getParent());
    }

    /** Gives a file another name; or where there are no links, or the file has as many as it may have, makes a copy. */
    public static void link(Path file, Path name) throws IOException {
        Files.createDirectories(name.getParent());
        try {
            Files.createLink(name, file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, name, LinkOption.NOFOLLOW_LINKS);
            sync(name);
        }
    }

    /** Makes missing folders so that they are still there after a crash. */
    public static void createFolders(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path f = folder.toAbsolutePath(); f != null && !Files.exists(f); f = f.getParent()) {
            missing.push(f);
        }
        Files.createDirectories(folder);
        for (Path made : missing) {
            syncFolder(made.getParent());
        }
    }

    /** Waits until the disk has the names in a folder. Windows has no such call, and needs none. */
    public static void syncFolder(Path folder) throws IOException {
        if (File.separatorChar != '\\') {
            sync(folder, StandardOpenOption.READ);
        }
    }

    /** Waits until the disk has a file's bytes. */
    public static void sync(Path file) throws IOException {
        sync(file, File.separatorChar == '\\' ? StandardOpenOption.WRITE : StandardOpenOption.READ);
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(path, option)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted() || interrupted;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
