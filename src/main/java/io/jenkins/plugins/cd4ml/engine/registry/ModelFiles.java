package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Moves model files about. They may come from an agent: a link among them could name any file of the controller. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * @throws InputException when the folder is missing or empty, or has links or special files in it, which could
     *                        stand for files that are none of the model's
     */
    public static void check(Path folder) {
        boolean[] any = new boolean[1];
        walk(folder, (file, attributes) -> {
            if (!attributes.isRegularFile()) {
                throw new InputException(folder + " holds " + folder.relativize(file)
                        + ", which is a link or a special file; put the file itself there.");
            }
            any[0] = true;
        });
        if (!any[0]) {
            throw new InputException(folder + " holds no model file; train first.");
        }
    }

    /**
     * Puts a checked folder's files into the store, as far as it does not keep them, and links to them in the target.
     *
     * @param own whether the folder is the registry's own, whose files may be moved
     * @return the folder's digest, of the bytes that are kept
     */
    static String take(Path from, Path to, BlobStore blobs, boolean own) {
        check(from);
        SortedMap<String, String> digests = new TreeMap<>();
        walk(from, (file, attributes) -> {
            String name = from.relativize(file).toString();
            try {
                digests.put(name.replace('\\', '/'), blobs.take(file, to.resolve(name), own));
            } catch (IOException e) {
                throw new InputException(file + " cannot be registered: " + FileErrors.reason(e) + ".", e);
            }
        });
        return Digests.ofFiles(digests);
    }

    /** Waits until the disk has all names and all bytes below a folder. */
    public static void sync(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    DurableFile.syncFolder(path);
                } else {
                    DurableFile.sync(path);
                }
            }
        }
    }

    /** Copies one plain file; a link is refused. */
    static void copyFile(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new InputException(from + " cannot be copied to " + to + ": " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Deletes a folder as far as it exists. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    private interface Visit {
        void file(Path file, BasicFileAttributes attributes);
    }

    private static void walk(Path folder, Visit visit) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + " is not a folder; it should hold the model's files.");
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    visit.file(file, attributes);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(cause) + ".", e);
        }
    }
}
