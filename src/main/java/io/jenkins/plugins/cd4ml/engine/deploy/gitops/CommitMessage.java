package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelLabels;

/** What commits say: the model's version and where it goes, and in trailers what leads back to the registry. */
final class CommitMessage {
    private CommitMessage() {}

    /** @param done such as {@code Deploy}. @param object one that carries the version's labels */
    static String of(String done, ManifestObject object) {
        JsonNode labels = object.json().at("/metadata/labels");
        String model = labels.path(ModelLabels.MODEL).asText();
        String environment = labels.path(ModelLabels.ENVIRONMENT).asText();
        return done + " " + model + " version "
                + labels.path(ModelLabels.VERSION).asText() + " in " + environment
                + "\n\nCd4ml-Model-Digest: "
                + object.json()
                        .at("/metadata/annotations")
                        .path(ModelLabels.DIGEST)
                        .asText()
                + "\n";
    }
}
