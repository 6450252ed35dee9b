package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestReader;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelLabels;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import java.util.List;
import java.util.Locale;

/** How objects stand in a repository: one file each, in the model's folder. */
record BranchFiles(GitRepository repository) {
    String folder(ManifestObject object) {
        return repository.path() + "/"
                + object.json().at("/metadata/labels").path(ModelLabels.MODEL).asText();
    }

    String path(ManifestObject object) {
        String group =
                object.apiVersion().contains(".") ? "." + object.apiVersion().replaceAll("/.*", "") : "";
        String name = object.kind().toLowerCase(Locale.ROOT) + group + "-" + object.name();
        return folder(object) + "/" + name.replaceAll("[^A-Za-z0-9._-]", "_") + ".yaml";
    }

    static String text(JsonNode json) {
        return Serialization.asYaml(json);
    }

    /** @return the object in a file; null where there is no file, or another thing in it */
    static ObjectNode object(String path, String text) {
        if (text == null) {
            return null;
        }
        List<ManifestObject> objects = ManifestReader.read(path, text);
        return objects.size() == 1 ? objects.get(0).json() : null;
    }
}
