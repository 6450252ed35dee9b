package io.jenkins.plugins.cd4ml.engine.sign.model;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.SortedMap;
import java.util.TreeMap;

/** The digests of a model's files as they lie on the disk; links and special files are refused. */
final class ModelFolderDigests {
    /** The name of a model that is a single file. */
    static final String SINGLE = ".";

    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final Serialization serialization;
    private final SortedMap<String, String> digests = new TreeMap<>();

    private ModelFolderDigests(Path folder, Serialization serialization) {
        this.folder = folder;
        this.serialization = serialization;
    }

    /**
     * @param model a folder; a single file, too, which older signatures name "."
     * @throws InputException when it is not there or cannot be read, or a link is in it
     */
    static SortedMap<String, String> of(Path model, Serialization serialization) {
        ModelFolderDigests read = new ModelFolderDigests(model, serialization);
        try {
            if (Files.isRegularFile(model, LinkOption.NOFOLLOW_LINKS)) {
                read.add(model, SINGLE);
            } else if (Files.isDirectory(model)) {
                read.walk();
            } else {
                throw new InputException(model + " is neither a model's folder nor a file.");
            }
        } catch (IOException e) {
            throw new InputException(model + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        return ModelManifest.sorted(read.digests);
    }

    private void walk() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                return serialization.ignores(name(path)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                String name = name(path);
                if (serialization.ignores(name)) {
                    return FileVisitResult.CONTINUE;
                }
                if (!attributes.isRegularFile()) {
                    throw new InputException(folder + " holds " + name
                            + ", which is a link or a special file; put the file itself there.");
                }
                add(path, name);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private String name(Path path) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (name.indexOf('\uFFFD') >= 0) {
            throw new InputException(folder + " holds a file whose name is no UTF-8; rename it.");
        }
        return name;
    }

    private void add(Path file, String name) throws IOException {
        long shard = serialization.shardSize();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            MessageDigest digest = Digests.sha256();
            byte[] buffer = new byte[BUFFER];
            long start = 0;
            long at = 0;
            while (true) {
                int most = shard == 0 ? BUFFER : (int) Math.min(BUFFER, start + shard - at);
                int n = in.read(buffer, 0, most);
                if (n < 0) {
                    break;
                }
                digest.update(buffer, 0, n);
                at += n;
                if (shard != 0 && at == start + shard) {
                    put(name, start, at, digest);
                    start = at;
                }
            }
            if (shard == 0 || at > start) {
                put(name, start, at, digest);
            }
        }
    }

    private void put(String name, long start, long end, MessageDigest digest) {
        String hex = Digests.of(digest).substring(Digests.PREFIX.length());
        digests.put(serialization.shardSize() == 0 ? name : name + ":" + start + ":" + end, hex);
    }
}
