package io.jenkins.plugins.cd4ml.engine.train.tracking.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a GraphQL document (specification of October 2021) of one or more operations and fragments; of type definitions and
 * block strings it knows nothing. Limits are those of MLflow's server.
 */
final class GraphQlParser {
    private static final int DEEPEST = 10;
    private static final int MOST_SELECTIONS = 1_000;
    private static final int MOST_ALIASES = 10;
    private static final int LONGEST = 1 << 17;
    private static final String NAME = "[_A-Za-z]\\w*";

    private final GraphQlTokens tokens;
    private final Map<String, Integer> fragments = new HashMap<>();
    private final JsonNode variables;
    private String token;
    private int selections;

    private GraphQlParser(String query, JsonNode variables) {
        tokens = new GraphQlTokens(query);
        this.variables = variables;
        token = tokens.next();
    }

    /**
     * @param operation the name of the one that is wanted, or "" where there is one only
     * @throws GraphQlException when it is no such query, or too large
     */
    static List<GraphQlField> parse(String query, String operation, JsonNode variables) {
        if (query.length() > LONGEST) {
            throw new GraphQlException("Query has more than " + LONGEST + " characters");
        }
        GraphQlParser parser = new GraphQlParser(query, variables);
        int wanted = -1;
        while (!parser.token.isEmpty()) {
            boolean fragment = parser.token.equals("fragment");
            String name = "";
            if (!parser.token.equals("{")) {
                parser.next();
                name = parser.token.matches(NAME) ? parser.next() : "";
            }
            while (!parser.token.equals("{")) {
                parser.skip();
            }
            int place = parser.tokens.place();
            if (fragment) {
                parser.fragments.put(name, place);
            } else if (wanted < 0 && (operation.isEmpty() || operation.equals(name))) {
                wanted = place;
            }
            parser.skip();
        }
        if (wanted < 0) {
            throw new GraphQlException("Unknown operation named '" + operation + "'.");
        }
        return parser.at(wanted, 1);
    }

    private List<GraphQlField> at(int place, int depth) {
        tokens.back(place);
        token = tokens.next();
        return selected(depth);
    }

    /** @return the token that is left */
    private String next() {
        String before = token;
        token = tokens.next();
        return before;
    }

    private void expect(String wanted) {
        if (!token.equals(wanted)) {
            throw new GraphQlException("Syntax Error: Expected '" + wanted + "', found '" + token + "'.");
        }
        next();
    }

    /** Passes over a token, or all between brackets. */
    private void skip() {
        int open = 0;
        do {
            if (token.isEmpty()) {
                throw new GraphQlException("Syntax Error: Unexpected <EOF>.");
            }
            String passed = next();
            open += passed.matches("[(\\[{]") ? 1 : passed.matches("[)\\]}]") ? -1 : 0;
        } while (open > 0);
    }

    private List<GraphQlField> selected(int depth) {
        if (depth > DEEPEST) {
            throw new GraphQlException("Query exceeds maximum depth of " + DEEPEST);
        }
        List<GraphQlField> fields = new ArrayList<>();
        expect("{");
        while (!token.equals("}")) {
            if (token.equals("...")) {
                next();
                fields.addAll(spread(depth));
            } else {
                fields.add(field(depth));
            }
            if (++selections > MOST_SELECTIONS) {
                throw new GraphQlException("Query exceeds maximum total selections of " + MOST_SELECTIONS);
            }
        }
        next();
        if (fields.stream().filter(f -> !f.answer().equals(f.name())).count() > MOST_ALIASES && depth > 1) {
            throw new GraphQlException("GraphQL queries should have at most " + MOST_ALIASES + " aliases.");
        }
        return fields;
    }

    /** A fragment's fields stand where it is named; within itself it would be too deep. */
    private List<GraphQlField> spread(int depth) {
        if (token.equals("on") || token.equals("{") || token.equals("@")) {
            while (!token.equals("{")) {
                skip();
            }
            return selected(depth + 1);
        }
        Integer place = fragments.get(token);
        if (place == null) {
            throw new GraphQlException("Unknown fragment '" + token + "'.");
        }
        next();
        int back = tokens.place();
        List<GraphQlField> fields = at(place, depth + 1);
        tokens.back(back);
        token = tokens.next();
        return fields;
    }

    private GraphQlField field(int depth) {
        String name = name();
        String answer = name;
        if (token.equals(":")) {
            next();
            name = name();
        }
        ObjectNode arguments = token.equals("(") ? members("(", ")", 0) : Json.object();
        while (token.equals("@")) {
            next();
            name();
            if (token.equals("(")) {
                skip();
            }
        }
        return new GraphQlField(answer, name, arguments, token.equals("{") ? selected(depth + 1) : List.of());
    }

    private String name() {
        if (!token.matches(NAME)) {
            throw new GraphQlException("Syntax Error: Expected Name, found '" + token + "'.");
        }
        return next();
    }

    private ObjectNode members(String open, String close, int depth) {
        ObjectNode members = Json.object();
        expect(open);
        while (!token.equals(close)) {
            String name = name();
            expect(":");
            members.set(name, value(depth));
        }
        next();
        return members;
    }

    private JsonNode value(int depth) {
        if (depth > DEEPEST) {
            throw new GraphQlException("Query exceeds maximum depth of " + DEEPEST);
        }
        switch (token.isEmpty() ? ' ' : token.charAt(0)) {
            case '{':
                return members("{", "}", depth + 1);
            case '[':
                next();
                ArrayNode array = Json.MAPPER.createArrayNode();
                while (!token.equals("]")) {
                    array.add(value(depth + 1));
                }
                next();
                return array;
            case '$':
                next();
                return variables.path(name());
            default:
                return scalar(next());
        }
    }

    private static JsonNode scalar(String text) {
        boolean word = text.matches(NAME) && !text.matches("true|false|null");
        try {
            return word ? Json.MAPPER.getNodeFactory().textNode(text) : Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new GraphQlException("Syntax Error: Unexpected '" + text + "'.");
        }
    }
}
