package io.jenkins.plugins.cd4ml.engine.lineage;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * SHA-256 digests, written {@code sha256:<64 hex digits>} everywhere. A folder's digest is the digest of the text
 * {@code <digest>␠␠<relative path with slashes>\n} over its files in path order, which is what
 * {@code find -type f | LC_ALL=C sort | xargs sha256sum} would print with the prefix added: anyone can recompute it.
 */
public final class Digests {
    public static final String PREFIX = "sha256:";

    private Digests() {}

    public static String of(byte[] bytes) {
        return PREFIX + HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** @param digest a SHA-256 digest of all that was put in; is reset */
    public static String of(MessageDigest digest) {
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws InputException when {@code path} does not exist or cannot be read */
    public static String of(Path path) {
        try {
            return Files.isDirectory(path) ? ofFiles(files(path)) : ofFile(path);
        } catch (IOException e) {
            throw new InputException(path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    /** @return the digest of each regular file below {@code folder}, by relative path with slashes; a link to a
     *     file counts as that file (model caches link), a link to a folder is not entered */
    public static SortedMap<String, String> files(Path folder) {
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(f -> Files.isRegularFile(f))::iterator) {
                digests.put(folder.relativize(file).toString().replace('\\', '/'), ofFile(file));
            }
        } catch (IOException | UncheckedIOException e) {
            IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(cause), e);
        }
        return digests;
    }

    /** @return the folder digest of already digested files, by relative path */
    public static String ofFiles(SortedMap<String, String> digests) {
        MessageDigest digest = sha256();
        digests.forEach((path, hex) -> digest.update((hex + "  " + path + "\n").getBytes(StandardCharsets.UTF_8)));
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }
}
