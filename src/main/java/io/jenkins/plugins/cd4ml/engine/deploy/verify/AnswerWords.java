package io.jenkins.plugins.cd4ml.engine.deploy.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

/** Says in words what an answer that is none came to: what servers and proxies write is JSON in JSON, or a page. */
final class AnswerWords {
    private static final int LONGEST = 200;
    /** Where servers put their sentence: KServe and MLServer, the API server, FastAPI, OpenAI. */
    private static final List<String> SENTENCES = List.of("/error/message", "/error", "/message", "/detail");

    private AnswerWords() {}

    static String of(ServiceProxy.Answer answer) {
        String text = sentence(answer.body());
        if (text.contains("no endpoints available")) {
            return "the Service has no ready pod yet";
        }
        if (text.contains("connection refused")) {
            return "nothing listens on the pod's port yet";
        }
        String code = answer.code() == 0 ? "" : Integer.toString(answer.code());
        return code + (code.isEmpty() || text.isEmpty() ? "" : ": ") + text;
    }

    private static String sentence(String body) {
        String text = body;
        for (int depth = 0; depth < 3; depth++) { // an error in an error
            String inner = inner(text);
            if (inner == null) {
                break;
            }
            text = inner;
        }
        if (text.stripLeading().startsWith("<")) {
            return "a page in HTML";
        }
        if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
            return "JSON without a message";
        }
        String line = text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .findFirst()
                .orElse("");
        line = line.replaceAll("\\p{Cntrl}", " ").replaceAll("\\.+$", "");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    /** @return the sentence in a JSON text, or null */
    private static String inner(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            for (String place : SENTENCES) {
                JsonNode found = json.at(place);
                if (found.isTextual()) {
                    return found.asText();
                }
                if (found.isArray() && found.path(0).path("msg").isTextual()) { // FastAPI's validation
                    return found.path(0).get("msg").asText();
                }
            }
        } catch (JsonProcessingException e) {
            return null;
        }
        return null;
    }
}
