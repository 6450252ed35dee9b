package io.jenkins.plugins.cd4ml.engine.train.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The project with a trial's values in place of its own. */
final class TrialProject {
    private static final String PARAMETERS = "params";

    private TrialProject() {}

    /**
     * @param blocks keys of the trainers whose values a trial may choose
     * @param values by {@code params.C}, {@code djl.hidden}, {@code seed}; a plain name is a parameter
     * @throws InputException when a key names nothing that can be chosen, or a value is against the schema
     */
    static Project of(Project project, List<String> blocks, Map<String, JsonNode> values) {
        ObjectNode patch = Json.object();
        ObjectNode train = patch.putObject("train");
        train.putNull("sweep");
        values.forEach((key, value) -> {
            String[] parts =
                    key.equals("seed") || key.contains(".") ? key.split("\\.", 2) : new String[] {PARAMETERS, key};
            boolean known = parts[0].equals(PARAMETERS) || blocks.contains(parts[0]);
            boolean block = parts.length == 2 && known && !parts[1].isEmpty();
            if (!block && !key.equals("seed")) {
                throw new InputException(project.place("/train/sweep/values/" + key) + ": '" + key
                        + "' names nothing that a trial can choose; take params.NAME, "
                        + blocks.stream().map(b -> b + ".KEY").collect(Collectors.joining(", ")) + " or seed.");
            }
            if (block
                    && !parts[0].equals(PARAMETERS)
                    && !project.section("train").hasNonNull(parts[0])) {
                throw new InputException(project.place("/train/sweep/values/" + key) + ": the training has no block '"
                        + parts[0] + "'.");
            }
            if (block) {
                train.withObjectProperty(parts[0]).set(parts[1], value);
            } else {
                train.set("seed", value);
            }
        });
        return project.with(patch);
    }
}
