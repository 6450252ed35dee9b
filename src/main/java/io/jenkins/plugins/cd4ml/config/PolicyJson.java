package io.jenkins.plugins.cd4ml.config;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** An environment's policy as canonical JSON: every persisted field, by name, so that none can be forgotten. */
final class PolicyJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private PolicyJson() {}

    /** @return the fields of this definition, without those that it tightens or is tightened by */
    static JsonNode tree(Environment environment) {
        return MAPPER.valueToTree(environment);
    }

    /** @return one line: the array of the layers */
    static String of(Environment environment) {
        try {
            return MAPPER.writeValueAsString(environment.layers());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
