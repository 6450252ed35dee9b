package io.jenkins.plugins.cd4ml.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.IOException;
import java.util.Optional;

/**
 * Ships what the environments serve now, the champions, to the worker of {@code evaluateModel}: which version of this
 * model each environment serves, and the files of the one that the project compares with.
 */
final class ChampionShipment {
    private ChampionShipment() {}

    /**
     * @param project   the model project's folder on the node
     * @param overrides the step's parameters, a JSON merge patch over {@code cd4ml.yaml}
     * @param run       the run's folder on the node
     */
    static void send(FilePath project, String overrides, FilePath run) throws IOException, InterruptedException {
        JsonNode document = ProjectFile.read(project);
        String model = document.path("model").asText("");
        String against = Json.MAPPER
                .readTree(overrides)
                .at("/evaluate/against")
                .asText(document.at("/evaluate/against").asText(""));
        ObjectNode champions = Json.object();
        for (Environment environment : Environments.get().getEnvironments()) {
            ObjectNode champion = champions.putObject(environment.getName());
            Optional<ModelVersion> serving = model.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
                    ? BuildRecord.registry().champion(model, environment.getName())
                    : Optional.empty();
            champion.put("version", serving.map(ModelVersion::number).orElse(0));
            if (serving.isPresent()) {
                champion.put("digest", serving.get().digest());
                if (environment.getName().equals(against)) {
                    new FilePath(serving.get().modelFolder().toFile())
                            .copyRecursiveTo("**/*", run.child("champion").child(environment.getName()));
                }
            }
        }
        run.child("champion").child("champion.json").write(Json.text(champions), "UTF-8");
    }
}
