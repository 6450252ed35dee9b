package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Files by their digest, so that the same bytes are kept once however many versions have them. A version's files are hard
 * links to them; where the file system has none, or a file has too many, they are copies. Several processes may use one
 * store: a file appears under its digest whole or not at all.
 */
final class BlobStore {
    private final Path folder;

    BlobStore(Path root) {
        this.folder = root.resolve(".blobs");
    }

    /**
     * Puts a file into the store, unless it is there, and a link to it in the target's place.
     *
     * @param own whether the source is the registry's own, which may be moved
     * @return the file's digest
     */
    String take(Path source, Path target, boolean own) throws IOException {
        String digest = digest(source);
        Path blob = path(digest);
        if (!intact(blob, digest)) {
            DurableFile.createFolders(blob.getParent());
            Path temporary = blob.resolveSibling("." + UUID.randomUUID() + ".tmp");
            try {
                if (own) {
                    DurableFile.sync(source);
                    Files.move(source, temporary, StandardCopyOption.ATOMIC_MOVE);
                } else {
                    copy(source, temporary, digest);
                }
                Files.move(temporary, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            DurableFile.syncFolder(blob.getParent());
        }
        try {
            DurableFile.link(blob, target);
        } catch (NoSuchFileException e) { // the last version that had it was removed meanwhile
            if (!Files.exists(source) || Files.exists(blob)) {
                throw e;
            }
            return take(source, target, own);
        }
        return digest;
    }

    /** Puts a kept file in the target's place. @return whether it is kept */
    boolean bring(String digest, Path target) throws IOException {
        Path blob = path(digest);
        if (!Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        DurableFile.link(blob, target);
        return true;
    }

    /** Removes a version's file, and the kept one where no other version has it. File systems without links keep it. */
    void release(Path file) throws IOException {
        Path blob = path(digest(file));
        boolean last = Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)
                && Files.isSameFile(blob, file)
                && links(file) == 2;
        Files.delete(file);
        if (last) {
            Files.deleteIfExists(blob);
        }
    }

    private static int links(Path file) throws IOException {
        try {
            return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException e) {
            return 0;
        }
    }

    private Path path(String digest) {
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new InputException(
                    "'" + ModelNames.shown(digest) + "' is no digest; it has sha256: and 64 hex digits.");
        }
        String hex = digest.substring(Digests.PREFIX.length());
        return folder.resolve(hex.substring(0, 2)).resolve(hex);
    }

    /** A file that was changed where it lies is replaced: nothing new shall be linked to it. */
    private static boolean intact(Path blob, String digest) throws IOException {
        return Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)
                && digest(blob).equals(digest);
    }

    private static void copy(Path source, Path temporary, String digest) throws IOException {
        MessageDigest sha256 = Digests.sha256();
        try (InputStream in = Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS);
                OutputStream file = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                file.write(buffer, 0, n);
                sha256.update(buffer, 0, n);
            }
        }
        String copied = Digests.PREFIX + HexFormat.of().formatHex(sha256.digest());
        if (!copied.equals(digest)) {
            throw new InputException(source + " changed while it was registered; register it again.");
        }
        DurableFile.sync(temporary);
    }

    private static String digest(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new InputException(
                    file + " is no plain file: " + FileErrors.reason(new NoSuchFileException("")) + ".");
        }
        return Digests.of(file);
    }
}
