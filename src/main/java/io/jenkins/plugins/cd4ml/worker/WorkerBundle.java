package io.jenkins.plugins.cd4ml.worker;

import io.jenkins.plugins.cd4ml.engine.cli.Main;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of the worker process as this plugin carries them: libraries and native libraries as resources below
 * {@code META-INF/cd4ml/}, listed with digests in {@code index.txt} at build time, and the plugin's own classes. Read
 * once; immutable afterwards.
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
            List<Item> items = new ArrayList<>(listed());
            items.add(ownClasses());
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

    private static List<Item> listed() throws IOException {
        ClassLoader loader = WorkerBundle.class.getClassLoader();
        URL index = loader.getResource(RESOURCES + "index.txt");
        if (index == null) {
            throw new IOException("This cd4ml plugin was packed without " + RESOURCES + "index.txt.");
        }
        List<Item> items = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(index.openStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] parts = line.split("  ", 2);
                String path = parts[1];
                URL source = loader.getResource(RESOURCES + path);
                if (source == null) {
                    throw new IOException("This cd4ml plugin was packed without " + RESOURCES + path + ".");
                }
                items.add(new Item(
                        path.substring(path.indexOf('/') + 1), parts[0], path.startsWith("natives/"), source));
            }
        }
        return items;
    }

    /** The plugin's jar serves as it is; in a development environment the engine's class folder is packed once. */
    private static Item ownClasses() throws IOException {
        try {
            Path code = Path.of(
                    Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path jar = Files.isDirectory(code) ? pack(code) : code;
            String digest = Digests.of(jar).substring(Digests.PREFIX.length());
            return new Item("cd4ml.jar", digest, false, jar.toUri().toURL());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Path pack(Path classes) throws IOException {
        Path jar = Files.createTempFile("cd4ml", ".jar");
        jar.toFile().deleteOnExit();
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes.resolve("io"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                ZipEntry entry = new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTime(0); // the same classes give the same digest
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return jar;
    }
}
