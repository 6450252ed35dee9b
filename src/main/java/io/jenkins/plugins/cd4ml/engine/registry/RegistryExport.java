package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A model with its history as one zip archive: {@value #MANIFEST} with the digest of each entry, the versions' documents, the
 * models' files once by digest ({@code blobs/<sha256>}), aliases and environments as they are in the registry.
 */
public final class RegistryExport {
    static final String MANIFEST = "cd4ml-model.json";
    static final String BLOBS = "blobs/";
    /** What of a model's folder is its history; the versions have theirs beside. */
    private static final List<String> HISTORY = List.of("aliases", "environments");

    private final ModelFolder model;
    /** The file of each entry, in the archive's order. */
    private final SortedMap<String, Path> files = new TreeMap<>();

    private final SortedMap<String, String> digests = new TreeMap<>();

    private RegistryExport(ModelFolder model) {
        this.model = model;
    }

    /**
     * @param out gets the archive; stays open
     * @return how many versions it has
     * @throws InputException when there is no such model, or one of its files changes meanwhile
     */
    public static int write(ModelRegistry registry, String name, OutputStream out) {
        List<ModelVersion> versions = registry.versions(name);
        if (versions.isEmpty()) {
            throw new InputException("The registry has no version of a model '" + ModelNames.shown(name) + "'.");
        }
        ModelFolder folder = registry.model(name);
        try {
            RegistryExport export = new RegistryExport(folder);
            ObjectNode manifest = Json.object()
                    .put("format", 1)
                    .put("model", name)
                    .put("folder", registry.folder())
                    .put("exported", Instant.now().toString());
            ObjectNode models = manifest.putObject("versions");
            for (ModelVersion version : versions) {
                models.set(Integer.toString(version.number()), export.version(version));
            }
            for (String part : HISTORY) {
                export.documents(folder.path().resolve(part), part);
            }
            manifest.set("files", Json.tree(export.digests));
            export.zip(manifest, out);
            return versions.size();
        } catch (IOException e) {
            throw new InputException(
                    "The model " + name + " cannot be written to an archive: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return the model's files, digests by path */
    private ObjectNode version(ModelVersion version) throws IOException {
        Path from = version.folder();
        try (Stream<Path> all = Files.list(from)) {
            for (Path path : (Iterable<Path>) all.sorted()::iterator) {
                String name = "versions/" + version.number() + "/" + path.getFileName();
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    if (!path.getFileName().toString().equals(ModelVersion.MODEL)) {
                        documents(path, name);
                    }
                } else {
                    add(name, path);
                }
            }
        }
        SortedMap<String, String> model = Digests.files(version.modelFolder());
        if (!Digests.ofFiles(model).equals(version.digest())) {
            throw new InputException("The registry's copy of " + version.model() + " version " + version.number()
                    + " was changed: it no longer has the digest " + version.digest() + ". Nothing is exported.");
        }
        model.forEach((path, digest) -> {
            String name = BLOBS + digest.substring(Digests.PREFIX.length());
            files.put(name, version.modelFolder().resolve(path));
            digests.put(name, digest);
        });
        return Json.tree(model);
    }

    private void documents(Path folder, String name) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all.sorted()::iterator) {
                String file = path.getFileName().toString();
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !file.endsWith(".lock") && !hidden(file)) {
                    add(name + "/" + folder.relativize(path).toString().replace('\\', '/'), path);
                }
            }
        }
    }

    private static boolean hidden(String file) {
        return file.startsWith(".") || file.equals("rollout.json"); // what a rollout is about to do is no history
    }

    private void add(String name, Path file) {
        files.put(name, file);
        digests.put(name, Digests.of(file));
    }

    private void zip(ObjectNode manifest, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(Json.text(manifest).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            zip.putNextEntry(new ZipEntry(file.getKey()));
            DigestOutputStream digest = new DigestOutputStream(zip, Digests.sha256());
            try (InputStream in = Files.newInputStream(file.getValue(), LinkOption.NOFOLLOW_LINKS)) {
                in.transferTo(digest);
            }
            zip.closeEntry();
            if (!digests.get(file.getKey()).equals(Digests.of(digest.getMessageDigest()))) {
                throw new InputException(
                        file.getValue() + " changed while it was exported; export " + model.model() + " again.");
            }
        }
        zip.finish();
    }
}
