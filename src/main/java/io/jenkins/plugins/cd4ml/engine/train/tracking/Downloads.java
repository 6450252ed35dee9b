package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of runs, models and traces at the addresses that MLflow's own pages link to; guarded by {@link TrackingStore}. */
final class Downloads {
    private static final Pattern OF_MODEL = Pattern.compile("mlflow/logged-models/([^/]+)/artifacts/files");
    private static final int MOST_UPLOADED = 10 << 20;

    private final TrackedRuns runs;
    private final LoggedModels models;
    private final Artifacts artifacts;

    Downloads(TrackedRuns runs, LoggedModels models, Artifacts artifacts) {
        this.runs = runs;
        this.models = models;
        this.artifacts = artifacts;
    }

    /**
     * @param path of the address, without the API's beginning
     * @return null when there is no such address
     */
    Path find(String path, ObjectNode query) {
        Call call = new Call(query, null);
        Matcher model = OF_MODEL.matcher(path);
        if (model.matches()) {
            String file = call.text("artifact_file_path");
            artifacts.file(file); // ../ is refused, also where it would stay below the artifacts' root
            return artifacts.existing(models.find(model.group(1)).path() + "/" + file);
        }
        if (path.equals("get-artifact")) {
            String file = call.text("path");
            artifacts.file(file);
            return artifacts.existing(runs.find(call).path() + "/" + file);
        }
        return null;
    }

    /** Takes a file of a run, as MLflow's page sends it. */
    void upload(ObjectNode query, byte[] body) {
        Call call = new Call(query, null);
        for (String name : new String[] {"run_uuid", "path"}) {
            if (call.text(name, "").isEmpty()) {
                throw TrackingException.invalid("Request must specify " + name + ".");
            }
        }
        String file = call.text("path");
        artifacts.file(file);
        if (body.length == 0) {
            throw TrackingException.invalid("Request must specify data.");
        }
        if (body.length > MOST_UPLOADED) {
            throw TrackingException.invalid("Artifact size is too large. Max size is 10MB.");
        }
        artifacts.put(runs.find(call).path() + "/" + file, new ByteArrayInputStream(body));
    }
}
