package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Kubernetes manifests as text, by the name that messages give them: they may come from a folder here or, in Jenkins,
 * from an agent's workspace. Immutable.
 */
public final class ManifestFiles {
    /** Kubernetes takes no object above 1.5 MB; a file may hold a few. */
    private static final long MAX_BYTES = 4 << 20;

    private static final int MAX_FILES = 100;

    private final SortedMap<String, String> texts;

    public ManifestFiles(SortedMap<String, String> texts) {
        this.texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    /**
     * @param place a manifest or a folder of them ({@code .yaml}, {@code .yml}, {@code .json}; deeper folders are not
     *     read)
     * @param shown what messages call it, such as {@code k8s/}
     * @throws InputException when there is none, or a file cannot be read
     */
    public static ManifestFiles read(Path place, String shown) {
        SortedMap<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(place)) {
            texts.put(shown, text(place, shown));
            return new ManifestFiles(texts);
        }
        String prefix = shown.endsWith("/") ? shown : shown + "/";
        for (Path file : list(place, shown)) {
            String name = file.getFileName().toString();
            boolean json = name.endsWith(".json");
            if (json || name.endsWith(".yaml") || name.endsWith(".yml")) {
                String text = text(file, prefix + name);
                if (!json || manifest(text)) {
                    texts.put(prefix + name, text);
                }
            }
        }
        if (texts.size() > MAX_FILES) {
            throw new InputException(shown + " holds " + texts.size() + " manifests; more than " + MAX_FILES
                    + " for one model are a mistake.");
        }
        if (texts.isEmpty()) {
            throw new InputException(shown + " holds no manifest; put a .yaml file there.");
        }
        return new ManifestFiles(texts);
    }

    /** @return the texts by name, in name order: the order in which their objects are applied */
    public SortedMap<String, String> texts() {
        return texts;
    }

    /** @return one digest over names and texts: what an approval is bound to */
    public String digest() {
        SortedMap<String, String> digests = new TreeMap<>();
        texts.forEach((name, text) -> digests.put(name, Digests.of(text)));
        return Digests.ofFiles(digests);
    }

    /** A golden request may lie beside the manifests; it says no kind. */
    private static boolean manifest(String text) {
        return text.contains("\"kind\"") && text.contains("\"apiVersion\"");
    }

    private static List<Path> list(Path folder, String shown) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new InputException(shown + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static String text(Path file, String shown) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(shown + " has " + Files.size(file) + " bytes; a manifest of more than "
                        + MAX_BYTES + " is a mistake.");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InputException(shown + " is not UTF-8 text; save it as UTF-8.", e);
        } catch (IOException e) {
            throw new InputException(shown + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
