package io.jenkins.plugins.cd4ml.engine.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;

/** {@code --set train.params.rounds=50}: values are YAML, so that numbers stay numbers. */
public final class Overrides {
    private Overrides() {}

    public static void add(ObjectNode patch, String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new InputException("--set " + assignment + " is not KEY=VALUE; write --set train.seed=7.");
        }
        JsonNode value = YamlDocument.parse("--set", "v: " + assignment.substring(equals + 1))
                .root()
                .get("v");
        String[] keys = assignment.substring(0, equals).split("\\.");
        ObjectNode at = patch;
        for (int i = 0; i < keys.length - 1; i++) {
            at = at.get(keys[i]) instanceof ObjectNode child ? child : at.putObject(keys[i]);
        }
        at.set(keys[keys.length - 1], value);
    }
}
