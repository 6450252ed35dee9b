package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Chat completions as OpenAI's API has them: vLLM, llm-d, llama.cpp. What is expected of the first choice's text: {@code
 * contains} (a text or several), {@code matches} (a regular expression that is found in it), or {@code text} (all of it).
 */
final class OpenAiChat implements Protocol {
    private static final int SHOWN = 80;

    @Override
    public String readiness() {
        return null; // servers differ; the answer tells
    }

    @Override
    public String path(JsonNode item, String model) {
        return item.path("path").asText("/v1/chat/completions");
    }

    @Override
    public void check(JsonNode item) {
        JsonNode messages = item.at("/request/messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new InputException("The golden request has no request.messages; write the conversation there as"
                    + " OpenAI's chat completions have it.");
        }
        JsonNode matches = item.at("/expected/matches");
        if (matches.isTextual()) {
            try {
                Pattern.compile(matches.asText());
            } catch (PatternSyntaxException e) {
                throw new InputException(
                        "The golden request's expected.matches is no regular expression: " + e.getDescription() + ".",
                        e);
            }
        }
    }

    @Override
    public JsonNode body(JsonNode item, String model) {
        return named(item, model);
    }

    /** @return the request with the model's name, which OpenAI's API has in the body */
    static JsonNode named(JsonNode item, String model) {
        ObjectNode body = item.get("request").deepCopy();
        return body.has("model") ? body : body.put("model", model);
    }

    @Override
    public JsonNode kept(JsonNode answer) {
        return answer.path("choices");
    }

    @Override
    public String difference(JsonNode item, JsonNode answer) {
        JsonNode content = answer.at("/choices/0/message/content");
        if (!content.isTextual() || content.asText().isBlank()) {
            return "the answer has no text (choices[0].message.content)";
        }
        String text = content.asText();
        JsonNode expected = item.path("expected");
        JsonNode contains = expected.path("contains");
        for (JsonNode part : contains.isTextual() ? List.of(contains) : contains) {
            if (!text.contains(part.asText())) {
                return "the answer \"" + shown(text) + "\" does not contain \"" + part.asText() + "\"";
            }
        }
        if (expected.has("matches")
                && !Pattern.compile(expected.get("matches").asText(), Pattern.DOTALL)
                        .matcher(text)
                        .find()) {
            return "the answer \"" + shown(text) + "\" does not match "
                    + expected.get("matches").asText();
        }
        if (expected.has("text") && !expected.get("text").asText().strip().equals(text.strip())) {
            return "the answer is \"" + shown(text) + "\", expected \""
                    + shown(expected.get("text").asText()) + "\"";
        }
        return null;
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
