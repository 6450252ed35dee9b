package io.jenkins.plugins.cd4ml.worker.launch;

import io.jenkins.plugins.cd4ml.engine.cli.Main;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The files of the worker process as this plugin carries them: libraries and native libraries as resources below
 * {@code META-INF/cd4ml/}, and the plugin's own classes. Read and digested once, on first use; immutable afterwards.
 */
final class WorkerBundle {
    static final String RESOURCES = "META-INF/cd4ml/";

    /**
     * A file to ship.
     *
     * @param name   the plain file name
     * @param digest hex digits of its SHA-256: part of its name on the agent, so that it is never overwritten
     * @param nativeLibrary whether it goes into the folder of native libraries
     */
    record Item(String name, String digest, boolean nativeLibrary, URL source) {
        InputStream open() throws IOException {
            return source.openStream();
        }
    }

    private static WorkerBundle instance;

    private final List<Item> items;
    private final String digest;

    private WorkerBundle(List<Item> items) {
        this.items = List.copyOf(items);
        StringBuilder text = new StringBuilder();
        items.forEach(i -> text.append(i.digest()).append(i.name()).append('\n'));
        this.digest = Digests.of(text.toString()).substring(Digests.PREFIX.length(), Digests.PREFIX.length() + 16);
    }

    /** @throws IOException when the plugin was packed without the worker's files */
    static synchronized WorkerBundle get() throws IOException {
        if (instance == null) {
            Path code = code();
            List<Item> items = new ArrayList<>();
            items.add(ownClasses(code));
            items.addAll(listed(code));
            instance = new WorkerBundle(items);
        }
        return instance;
    }

    List<Item> items() {
        return items;
    }

    /** @return 16 hex digits that name this set of files */
    String digest() {
        return digest;
    }

    private static List<Item> listed(Path code) throws IOException {
        List<Item> items = new ArrayList<>();
        if (Files.isDirectory(code)) {
            Path resources = code.resolve(RESOURCES);
            try (Stream<Path> files = Files.walk(resources)) {
                for (Path file :
                        (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                    String path = resources.relativize(file).toString().replace(File.separatorChar, '/');
                    items.add(item(path, file.toUri().toURL()));
                }
            }
        } else {
            try (ZipFile jar = new ZipFile(code.toFile())) {
                for (ZipEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                    if (entry.getName().startsWith(RESOURCES)) {
                        String path = entry.getName().substring(RESOURCES.length());
                        items.add(item(path, new URL("jar:" + code.toUri() + "!/" + entry.getName())));
                    }
                }
            }
        }
        if (items.isEmpty()) {
            throw new IOException("This cd4ml plugin was packed without " + RESOURCES + "; install it again.");
        }
        items.sort(Comparator.comparing(Item::name));
        return items;
    }

    private static Item item(String path, URL source) throws IOException {
        MessageDigest digest = Digests.sha256();
        try (InputStream in = source.openStream()) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        String hex = HexFormat.of().formatHex(digest.digest());
        return new Item(path.substring(path.indexOf('/') + 1), hex, path.startsWith("natives/"), source);
    }

    private static Path code() throws IOException {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The plugin's jar serves as it is; in a development environment the engine's class folder is packed once. */
    private static Item ownClasses(Path code) throws IOException {
        Path jar = Files.isDirectory(code) ? pack(code) : code;
        return new Item(
                "cd4ml.jar",
                Digests.of(jar).substring(Digests.PREFIX.length()),
                false,
                jar.toUri().toURL());
    }

    private static Path pack(Path classes) throws IOException {
        Path jar = Files.createTempFile("cd4ml", ".jar");
        jar.toFile().deleteOnExit();
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes.resolve("io"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                ZipEntry entry =
                        new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTime(0); // the same classes give the same digest
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return jar;
    }
}
