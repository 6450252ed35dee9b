package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads an archive that {@link RegistryExport} wrote, which anybody may have changed since: nothing is put into the registry
 * before every entry is of a known kind and place, is listed with its digest and has it. Nothing but plain files is made, each
 * under a name of the registry's own.
 */
public final class RegistryImport {
    private static final String PLAIN = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final Pattern DOCUMENT =
            Pattern.compile("versions/[1-9][0-9]{0,8}(/" + PLAIN + "){1,3}" + "|aliases/" + PLAIN
                    + "\\.json|environments/" + PLAIN + "/(alias\\.json|deployments/" + PLAIN + "\\.json)");
    private static final Pattern BLOB = Pattern.compile("blobs/[0-9a-f]{64}");
    private static final List<String> HISTORY = List.of("aliases", "environments");
    private static final int MOST_ENTRIES = 1_000_000;
    /** Of documents that unpack to more than this many times their size in the archive, none is written by us. */
    private static final int MOST_RATIO = 200;

    private static final long RATIO_FREE_BYTES = 1 << 20;

    private final ModelRegistry registry;
    private final Path archive;
    private final ZipFile zip;
    private final Path staging;
    private final JsonNode manifest;
    private final Map<String, ZipEntry> entries = new TreeMap<>();

    private RegistryImport(ModelRegistry registry, Path archive, ZipFile zip, Path staging) throws IOException {
        this.registry = registry;
        this.archive = archive;
        this.zip = zip;
        this.staging = staging;
        zip.stream().forEach(this::check);
        ZipEntry first = entries.remove(RegistryExport.MANIFEST);
        if (first == null) {
            throw refused("has no " + RegistryExport.MANIFEST + "; it was not made by an export of a model");
        }
        this.manifest = Json.parse(RegistryExport.MANIFEST + " in " + archive, bytes(first), JsonNode.class);
    }

    /**
     * What came in.
     *
     * @param versions their numbers here
     * @param known    how many were here already
     * @param history  whether what environments served came along: only where the model was not here before
     */
    public record Result(String model, List<Integer> versions, int known, boolean history) {}

    /**
     * @param history whether the model brings along what environments served, in a registry that does not have it; they then
     *                count as serving it
     * @throws InputException in one sentence when the archive is not what an export writes; nothing was changed then
     */
    public static Result read(ModelRegistry registry, Path archive, boolean history) throws InterruptedException {
        Path staging = registry.folders().incoming();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            RegistryImport read = new RegistryImport(registry, archive, zip, staging);
            read.unpack();
            return read.register(history);
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException io ? FileErrors.reason(io) : "its names are no text";
            throw new InputException(archive + " cannot be read as an archive of a model: " + reason + ".", e);
        } finally {
            try {
                ModelFiles.delete(staging);
            } catch (IOException e) {
                // removed with what others left behind
            }
        }
    }

    private InputException refused(String why) {
        return new InputException(archive + " " + why + ". Nothing was imported.");
    }

    private void check(ZipEntry entry) {
        String name = entry.getName();
        boolean plain = name.equals(RegistryExport.MANIFEST)
                || BLOB.matcher(name).matches()
                || DOCUMENT.matcher(name).matches() && !name.matches("versions/[0-9]+/model(/.*)?");
        if (!plain || entry.isDirectory()) {
            throw refused("has an entry '" + ModelNames.shown(name) + "', which no archive of a model has");
        }
        long size = entry.getSize();
        boolean document =
                !BLOB.matcher(name).matches(); // a model may well be zeros, and its size is held against the disk
        boolean ratio = size > RATIO_FREE_BYTES && size / MOST_RATIO > Math.max(1, entry.getCompressedSize());
        if (size < 0 || document && (size > Json.MAX_BYTES || ratio)) {
            throw refused("has an entry '" + name + "' that unpacks to " + size + " bytes, more than is taken");
        }
        if (entries.put(name, entry) != null || entries.size() > MOST_ENTRIES) {
            throw refused("has an entry '" + name + "' twice, or more than " + MOST_ENTRIES + " entries");
        }
    }

    private byte[] bytes(ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) Json.MAX_BYTES + 1);
            if (bytes.length > Json.MAX_BYTES) {
                throw refused("has an entry '" + entry.getName() + "' of more than " + Json.MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /** Puts every entry into the staging folder, and compares digests. */
    private void unpack() throws IOException {
        JsonNode listed = manifest.path("files");
        Set<String> missing = new HashSet<>();
        listed.fieldNames().forEachRemaining(missing::add);
        long total = entries.values().stream().mapToLong(ZipEntry::getSize).sum();
        if (total > Files.getFileStore(staging).getUsableSpace()) {
            throw refused("unpacks to " + total + " bytes, for which there is no room on this disk");
        }
        for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
            String name = entry.getKey();
            String expected = listed.path(name).asText("");
            boolean blob = BLOB.matcher(name).matches();
            String digest = unpack(entry.getValue(), staging.resolve(name));
            boolean same = missing.remove(name) && digest.equals(expected);
            if (!same || blob && !digest.endsWith(":" + name.substring(RegistryExport.BLOBS.length()))) {
                throw refused("has an entry '" + name + "' whose bytes are not those that were exported");
            }
        }
        if (!missing.isEmpty()) {
            throw refused("lacks '" + ModelNames.shown(missing.iterator().next()) + "', which it lists");
        }
    }

    private String unpack(ZipEntry entry, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        MessageDigest digest = Digests.sha256();
        long left = entry.getSize();
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw refused("has an entry '" + entry.getName() + "' that is larger than it says");
                }
                out.write(buffer, 0, n);
                digest.update(buffer, 0, n);
            }
        }
        return Digests.of(digest);
    }

    private Result register(boolean history) throws InterruptedException, IOException {
        String name = ModelNames.check("model", manifest.path("model").asText(""));
        ModelFolder model = registry.model(name);
        List<Integer> added = new ArrayList<>();
        int known = 0;
        boolean fresh = registry.isUnknown(name);
        if (versions().isEmpty()) {
            throw refused("has no version");
        }
        for (Map.Entry<String, JsonNode> version : versions().entrySet()) {
            check(name, version.getKey(), version.getValue());
        }
        for (String part : HISTORY) {
            checkHistory(staging.resolve(part));
        }
        for (Map.Entry<String, JsonNode> version : versions().entrySet()) {
            take(staging.resolve("versions/" + version.getKey()), version.getValue());
        }
        try (FolderLock lock = model.lock()) {
            for (String number : versions().keySet()) {
                Path from = staging.resolve("versions/" + number);
                ModelVersion version = ModelVersion.read(from);
                if (registry.versions(name).stream()
                        .anyMatch(v ->
                                v.digest().equals(version.digest()) && v.run().equals(version.run()))) {
                    known++;
                    continue;
                }
                int here = fresh
                        ? version.number()
                        : 1 + model.index().numbers().stream().reduce(0, Math::max);
                ObjectNode json = (ObjectNode) Json.read(from.resolve(ModelVersion.FILE));
                Json.write(from.resolve(ModelVersion.FILE), json.put("version", here));
                ModelFiles.sync(from);
                DurableFile.createFolders(model.versions());
                DurableFile.publish(from, model.version(here));
                model.index().add(ModelVersion.read(model.version(here)));
                added.add(here);
            }
            for (String part : history && fresh ? HISTORY : List.<String>of()) {
                if (Files.isDirectory(staging.resolve(part))) {
                    ModelFiles.sync(staging.resolve(part));
                    DurableFile.publish(staging.resolve(part), model.path().resolve(part));
                }
            }
        }
        return new Result(name, added, known, history && fresh);
    }

    /** @return the files of each version's model, by its number there */
    private Map<String, JsonNode> versions() {
        Map<String, JsonNode> versions = new TreeMap<>(
                java.util.Comparator.comparingInt(n -> n.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(n) : 0));
        manifest.path("versions").properties().forEach(v -> versions.put(v.getKey(), v.getValue()));
        return versions;
    }

    /** Compares what a version says of itself with what the archive has. */
    private void check(String model, String number, JsonNode files) {
        Path folder = staging.resolve("versions").resolve(number.matches("[1-9][0-9]{0,8}") ? number : "none");
        if (!Files.isRegularFile(folder.resolve(ModelVersion.FILE))) {
            throw refused("has no version.json of version '" + ModelNames.shown(number) + "'");
        }
        Path place = folder.resolve(ModelVersion.MODEL);
        SortedMap<String, String> digests = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            String path = file.getKey();
            boolean inside = !path.isEmpty()
                    && !path.matches("(?s).*[\\\\:\\x00].*|/.*|(.*/)?\\.{0,2}(/.*)?")
                    && place.resolve(path).normalize().startsWith(place);
            String digest = file.getValue().asText();
            if (!inside || !digest.matches("sha256:[0-9a-f]{64}") || !Files.isRegularFile(blob(digest))) {
                throw refused("lists the file '" + ModelNames.shown(path) + "' of version " + number
                        + ", which it does not have or which is none of a model's");
            }
            digests.put(path, digest);
        }
        ModelVersion version = ModelVersion.read(folder);
        boolean same = version.model().equals(model)
                && Integer.toString(version.number()).equals(number)
                && version.digest().equals(Digests.ofFiles(digests));
        if (!same || digests.isEmpty()) {
            throw refused("has a version " + number + " that says other things of its model than the archive has");
        }
    }

    private static void checkHistory(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    JsonNode document = Json.read(file);
                    if (!file.getParent().endsWith("deployments")) {
                        Json.as(document, Alias.class);
                    }
                }
            }
        }
    }

    private Path blob(String digest) {
        return staging.resolve(RegistryExport.BLOBS + digest.substring(Digests.PREFIX.length()));
    }

    /** Makes the folder of a checked version whole. */
    private void take(Path folder, JsonNode files) throws IOException {
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            Path to = folder.resolve(ModelVersion.MODEL).resolve(file.getKey());
            Path blob = blob(file.getValue().asText());
            if (Files.exists(blob)) {
                registry.blobs().take(blob, to, true);
                Files.deleteIfExists(blob); // kept by now, for this version and the next that has it
            } else {
                registry.bring(file.getValue().asText(), to);
            }
        }
    }
}
