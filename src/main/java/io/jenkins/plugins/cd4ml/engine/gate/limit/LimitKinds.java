package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

/** All kinds of limits, in the order in which a gate's limits are judged and listed. */
public final class LimitKinds {
    public static final List<LimitKind> ALL =
            List.of(new ValueLimits(), new ChangeLimits(), new RelativeChangeLimits());

    private LimitKinds() {}

    /** @return the schema of the keys of all kinds */
    public static ObjectNode schema() {
        ObjectNode properties = Json.object();
        ALL.forEach(kind -> properties.setAll(SchemaPart.of(kind.getClass())));
        return properties;
    }

    /** @throws IllegalArgumentException when the value is no finite number */
    static double finite(JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new IllegalArgumentException(value + " is no finite number");
        }
        return value.doubleValue();
    }
}
