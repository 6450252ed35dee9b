package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Carries a small model into the cluster without an image build or an object store: a ConfigMap with the model's files
 * as {@code binaryData}. Its name ends with the model's digest and it is immutable, so that a new model is a new
 * ConfigMap, the Deployment that mounts it rolls out, and the former pods keep their own.
 */
public final class ModelConfigMap {
    /** The name under which manifests refer to it: <code>${cd4ml.modelConfigMap}</code>. */
    static final String PLACEHOLDER = "modelConfigMap";
    /** Marks the objects that cd4ml made, as opposed to those that the manifests hold. */
    public static final String GENERATED = "cd4ml.io/generated";
    /** Kubernetes takes no ConfigMap above 1 MiB, and base64 makes 4 bytes of 3. */
    static final long MAX_BYTES = 700_000;

    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

    private ModelConfigMap() {}

    public static String name(String model, String digest) {
        int at = Digests.PREFIX.length();
        return prefix(model) + digest.substring(at, at + 12);
    }

    public static String prefix(String model) {
        return model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-") + "-model-";
    }

    /** @throws InputException when the model does not fit or has files in deeper folders */
    public static ManifestObject of(DeployedModel subject) {
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = json.putObject("metadata").put("name", name(subject.model(), subject.digest()));
        metadata.putObject("labels").put(GENERATED, "model");
        json.put("immutable", true);
        ObjectNode data = json.putObject("binaryData");
        long bytes = 0;
        for (String path : Digests.files(subject.files()).keySet()) {
            if (!KEY.matcher(path).matches()) {
                throw new InputException("The model file " + path + " cannot be a key of a ConfigMap; keep the files"
                        + " flat with plain names, or deliver the model by an image or a volume.");
            }
            byte[] file = bytes(subject.files().resolve(path));
            bytes += file.length;
            data.put(path, Base64.getEncoder().encodeToString(file));
        }
        if (bytes > MAX_BYTES) {
            throw new InputException("The model has " + bytes + " bytes; ${cd4ml." + PLACEHOLDER + "} carries at most "
                    + MAX_BYTES + ", so name a registry for it as promote.modelRepository, or deliver it by a volume.");
        }
        return new ManifestObject("the generated ConfigMap", json);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException("The model file " + file + " has " + Files.size(file) + " bytes; ${cd4ml."
                        + PLACEHOLDER + "} carries at most " + MAX_BYTES
                        + ", so name a registry for it as promote.modelRepository, or deliver it by a volume.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
