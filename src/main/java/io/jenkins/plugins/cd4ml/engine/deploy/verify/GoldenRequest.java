package io.jenkins.plugins.cd4ml.engine.deploy.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol.Protocol;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Duration;

/** One request with the answer that is expected. Immutable. */
final class GoldenRequest {
    /** @param wrong what is wrong, in words, or null; {@code seconds} from sending to the last byte */
    record Reply(String wrong, JsonNode kept, double seconds) {}

    private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
    private static final Duration ONE_TEXT = Duration.ofSeconds(60); // a language model writes word by word

    private final JsonNode item;
    private final Protocol protocol;
    private final double maxLatency;

    /**
     * @param item with {@code protocol}, {@code request}, {@code expected}, {@code maxLatency} (seconds)
     * @throws InputException when it does not say enough
     */
    GoldenRequest(JsonNode item) {
        this.item = item;
        protocol = Protocol.named(item.path("protocol").asText("v2"));
        protocol.check(item);
        JsonNode latency = item.path("maxLatency");
        if (!latency.isMissingNode() && !(latency.isNumber() && latency.asDouble() > 0)) {
            throw new InputException("The golden request's maxLatency is a number of seconds above 0, such as 0.5.");
        }
        maxLatency = latency.asDouble(Double.POSITIVE_INFINITY);
    }

    Reply ask(ServiceProxy proxy, String model) throws InterruptedException {
        if (protocol.readiness() != null) {
            ServiceProxy.Answer ready = proxy.send(protocol.readiness(), null, ONE_ANSWER);
            if (ready.code() != 200) {
                return new Reply("the server is not ready (" + AnswerWords.of(ready) + ")", null, 0);
            }
        }
        Duration limit = item.path("protocol").asText().equals("openai-chat") ? ONE_TEXT : ONE_ANSWER;
        String body = Json.line(protocol.body(item, model));
        long start = System.nanoTime();
        ServiceProxy.Answer answer = proxy.send(protocol.path(item, model), body, limit);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (answer.code() != 200) {
            return new Reply("the golden request was answered with " + AnswerWords.of(answer), null, seconds);
        }
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return new Reply("the answer to the golden request is not JSON", null, seconds);
        }
        String wrong = protocol.difference(item, json);
        if (wrong == null && seconds > maxLatency) {
            wrong = "the answer took %.3f s, longer than %s s".formatted(seconds, maxLatency);
        }
        return new Reply(wrong, protocol.kept(json), seconds);
    }

    /** @param defaults members of the document that hold for each of its requests */
    static GoldenRequest of(JsonNode item, ObjectNode defaults) {
        ObjectNode all = defaults.deepCopy();
        item.properties().forEach(member -> all.set(member.getKey(), member.getValue()));
        return new GoldenRequest(all);
    }
}
