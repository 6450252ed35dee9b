package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Label selectors, as far as they say that a label has a value. */
final class Labels {
    private Labels() {}

    /** @param selector {@code a=b,c=d} */
    static boolean match(String selector, JsonNode labels) {
        for (String term : selector.isEmpty() ? new String[0] : selector.split(",")) {
            String[] sides = term.split("==?", 2);
            if (sides.length < 2 || !labels.path(sides[0]).asText().equals(sides[1])) {
                return false;
            }
        }
        return true;
    }

    /** @param wanted {@code matchLabels}, or a Service's selector */
    static boolean match(JsonNode wanted, JsonNode labels) {
        for (Map.Entry<String, JsonNode> label : wanted.properties()) {
            if (!label.getValue().equals(labels.path(label.getKey()))) {
                return false;
            }
        }
        return wanted instanceof ObjectNode && !wanted.isEmpty();
    }
}
