package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * A model's folder as an artifact: one layer a file, so that files which did not change are not sent again. The same files
 * of the same model make the same artifact, so its digest is known before it is sent. Immutable.
 */
public final class ModelArtifact {
    /** How the files are packed. */
    public enum Form {
        /**
         * CNCF ModelPack (github.com/modelpack/model-spec): files as they are. The digest of a layer is that of the file.
         */
        MODELPACK,
        /** An OCI image whose layers put the files under {@code /models}: for runtimes that mount nothing but images. */
        IMAGE;

        /** @param word of {@code promote.modelArtifact} */
        public static Form of(String word) {
            return switch (word) {
                case "modelpack" -> MODELPACK;
                case "image" -> IMAGE;
                default ->
                    throw new InputException("promote.modelArtifact is modelpack or image; it is '" + word + "'.");
            };
        }
    }

    private static final String MODEL = "application/vnd.cncf.model.";
    private static final String IMAGE = "application/vnd.oci.image.";
    private static final int KEPT = 32;
    /** Reading gigabytes twice for one promotion would be slow; by digest, so that it is never another model's. */
    private static final Map<String, ModelArtifact> MADE = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ModelArtifact> eldest) {
            return size() > KEPT;
        }
    };

    private final Blob config;
    private final List<Blob> layers;
    private final Blob manifest;

    private ModelArtifact(Blob config, List<Blob> layers, Blob manifest) {
        this.config = config;
        this.layers = List.copyOf(layers);
        this.manifest = manifest;
    }

    /**
     * @param model  the model's name
     * @param digest of the folder, as it was just computed
     */
    public static ModelArtifact of(String model, String digest, Path folder, Form form) {
        String key = String.join(" ", model, digest, folder.toAbsolutePath().toString(), form.name());
        synchronized (MADE) {
            ModelArtifact made = MADE.get(key);
            if (made != null) {
                return made;
            }
        }
        SortedMap<String, String> files = Digests.files(folder);
        if (!Digests.ofFiles(files).equals(digest)) {
            throw new InputException("The files of " + folder + " have changed; they are not those of the model "
                    + digest + " any more.");
        }
        ModelArtifact made = form == Form.IMAGE ? image(folder, files) : modelPack(model, folder, files);
        synchronized (MADE) {
            MADE.put(key, made);
        }
        return made;
    }

    private static ModelArtifact modelPack(String model, Path folder, SortedMap<String, String> files) {
        List<Blob> layers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        files.forEach((name, digest) -> {
            Path file = folder.resolve(name);
            layers.add(Blob.of(MODEL + part(name) + ".v1.raw", digest, file, size(file)));
            names.add(name);
        });
        ObjectNode config = Json.object();
        config.putObject("descriptor").put("name", model);
        config.putObject("config");
        diffIds(config.putObject("modelfs").put("type", "layers"), "diffIds", layers);
        Blob configBlob = Blob.of(MODEL + "config.v1+json", config);
        ObjectNode manifest = manifest(configBlob, layers);
        manifest.put("artifactType", MODEL + "manifest.v1+json");
        for (int i = 0; i < names.size(); i++) {
            ((ObjectNode) manifest.get("layers").get(i))
                    .putObject("annotations")
                    .put("org.cncf.model.filepath", names.get(i))
                    .put("org.cncf.model.file.mediatype.untested", "true") // it was told from the file's name
                    .put("org.opencontainers.image.title", names.get(i)); // where ORAS and CRI-O find the name
        }
        return new ModelArtifact(configBlob, layers, Blob.of(IMAGE + "manifest.v1+json", manifest));
    }

    private static ModelArtifact image(Path folder, SortedMap<String, String> files) {
        List<Blob> layers = new ArrayList<>();
        files.keySet().forEach(name -> {
            Path file = folder.resolve(name);
            layers.add(TarEntry.blob(IMAGE + "layer.v1.tar", "models/" + name, file, size(file)));
        });
        ObjectNode config = Json.object().put("architecture", "amd64").put("os", "linux");
        config.putObject("config");
        diffIds(config.putObject("rootfs").put("type", "layers"), "diff_ids", layers);
        Blob configBlob = Blob.of(IMAGE + "config.v1+json", config);
        return new ModelArtifact(configBlob, layers, Blob.of(IMAGE + "manifest.v1+json", manifest(configBlob, layers)));
    }

    private static void diffIds(ObjectNode place, String key, List<Blob> layers) {
        ArrayNode ids = place.putArray(key);
        layers.forEach(layer -> ids.add(layer.digest()));
    }

    private static ObjectNode manifest(Blob config, List<Blob> layers) {
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", IMAGE + "manifest.v1+json");
        manifest.set("config", config.descriptor());
        ArrayNode list = manifest.putArray("layers");
        layers.forEach(layer -> list.add(layer.descriptor()));
        return manifest;
    }

    /** @return what ModelPack calls the part of a model that such a file is */
    private static String part(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String end = file.substring(file.lastIndexOf('.') + 1);
        return switch (end) {
            case "md", "rst", "pdf", "html" -> "doc";
            case "py", "sh", "r", "jinja" -> "code";
            case "json", "yaml", "yml", "txt", "toml", "ini", "cfg" ->
                file.startsWith("license") || file.startsWith("readme") ? "doc" : "weight.config";
            default -> file.startsWith("license") ? "doc" : "weight";
        };
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return digest of its manifest, by which it is referred to */
    public String digest() {
        return manifest.digest();
    }

    Blob manifest() {
        return manifest;
    }

    /** @return everything that the manifest refers to */
    List<Blob> blobs() {
        List<Blob> all = new ArrayList<>(layers);
        all.add(config);
        return all;
    }

    /** @return how the artifact is named in that repository, by digest */
    public String image(OciReference repository) {
        return repository.name() + "@" + digest();
    }
}
