package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Asks the deployed model one golden request in the Open Inference Protocol v2 and holds the answer against what is
 * expected. The document:
 *
 * <pre>
 * {"service": "churn", "port": "http", "model": "churn",      optional: the only Service, its first port, the model
 *  "request": {"inputs": [{"name": "features", "shape": [1, 3], "datatype": "FP32", "data": [1, 2, 3]}]},
 *  "expected": {"outputs": [{"name": "probability", "data": [0.9], "tolerance": 0.05}]}}
 * </pre>
 *
 * Endpoints lag behind a rollout, so that every kind of wrong answer is asked again until the time is up.
 */
public final class SmokeTest {
    private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    private final String service;
    private final String port;
    private final String model;
    private final JsonNode request;
    private final JsonNode expected;

    private SmokeTest(String service, String port, String model, JsonNode request, JsonNode expected) {
        this.service = segment("service", service);
        this.port = segment("port", port);
        this.model = segment("model", model);
        this.request = request;
        this.expected = expected;
    }

    /**
     * @param model   the model's name where the document names none
     * @param objects what is applied; the Service is looked up there
     * @throws InputException when the document does not say enough
     */
    public static SmokeTest of(JsonNode document, String model, List<ManifestObject> objects) {
        JsonNode request = document.path("request");
        if (!request.path("inputs").isArray() || request.path("inputs").isEmpty()) {
            throw new InputException("The golden request has no request.inputs; write the model's input there as in the"
                    + " Open Inference Protocol, see docs/promotion.md.");
        }
        ExpectedOutputs.check(document.path("expected"));
        ManifestObject service = service(document.path("service").asText(""), objects);
        JsonNode first = service.json().at("/spec/ports/0");
        String port = document.path("port")
                .asText(first.path("name").asText(first.path("port").asText()));
        return new SmokeTest(
                service.name(), port, document.path("model").asText(model), request, document.path("expected"));
    }

    /**
     * @return what was asked and answered, for the record
     * @throws PromotionRefusedException when the expected answer does not come in time
     */
    public ObjectNode run(ClusterClient cluster, Timeouts timeouts, Progress progress) throws InterruptedException {
        ServiceProxy proxy = new ServiceProxy(cluster.client(), cluster.namespace(), service, port);
        long deadline = System.nanoTime() + timeouts.smoke().toNanos();
        String shown = "";
        while (true) {
            ObjectNode record =
                    Json.object().put("service", service).put("port", port).put("model", model);
            String wrong = ask(proxy, record);
            if (wrong == null) {
                return record;
            }
            if (System.nanoTime() > deadline) {
                throw new PromotionRefusedException("The smoke test failed: Service " + service + ", model " + model
                        + ": " + wrong + " (for " + timeouts.smoke().toSeconds() + " s).");
            }
            if (!wrong.equals(shown)) {
                progress.line("  not yet: " + wrong);
                shown = wrong;
            }
            Thread.sleep(timeouts.poll().toMillis());
        }
    }

    /**
     * Asks once more after it was answered well. One answer that fails may be a pod that is just replaced, so that it is
     * asked a second time.
     *
     * @throws PromotionRefusedException when the answer is no longer the expected one
     */
    void again(ClusterClient cluster, Timeouts timeouts) throws InterruptedException {
        ServiceProxy proxy = new ServiceProxy(cluster.client(), cluster.namespace(), service, port);
        if (ask(proxy, Json.object()) == null) {
            return;
        }
        Thread.sleep(timeouts.poll().toMillis());
        String wrong = ask(proxy, Json.object());
        if (wrong != null) {
            throw new PromotionRefusedException("Service " + service + ", model " + model
                    + " answered the golden request well, but no longer does: " + wrong + ".");
        }
    }

    /** @return what is wrong, or null */
    private String ask(ServiceProxy proxy, ObjectNode record) throws InterruptedException {
        ServiceProxy.Answer ready = proxy.send("/v2/health/ready", null, ONE_ANSWER);
        if (ready.code() != 200) {
            return "the server is not ready (" + words(ready) + ")";
        }
        ServiceProxy.Answer answer = proxy.send("/v2/models/" + model + "/infer", Json.line(request), ONE_ANSWER);
        if (answer.code() != 200) {
            return "the golden request was answered with " + words(answer);
        }
        try {
            JsonNode outputs = Json.MAPPER.readTree(answer.body()).path("outputs");
            record.set("outputs", outputs);
            return ExpectedOutputs.difference(expected, outputs);
        } catch (JsonProcessingException e) {
            return "the answer to the golden request is not JSON";
        }
    }

    private static String words(ServiceProxy.Answer answer) {
        String text = answer.body();
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            text = json.path("error").asText(json.path("message").asText(text));
        } catch (JsonProcessingException e) {
            // plain text, shown as it is
        }
        String line = text.lines().findFirst().orElse("").strip();
        line = line.length() > 200 ? line.substring(0, 200) + "…" : line;
        String code = answer.code() == 0 ? "" : Integer.toString(answer.code());
        return code + (code.isEmpty() || line.isEmpty() ? "" : ": ") + line;
    }

    private static ManifestObject service(String name, List<ManifestObject> objects) {
        List<ManifestObject> services = objects.stream()
                .filter(o ->
                        o.is("v1", "Service") && (name.isEmpty() || o.name().equals(name)))
                .toList();
        if (services.size() != 1) {
            throw new InputException(
                    name.isEmpty()
                            ? "The manifests hold " + services.size() + " Services; name the one to ask as 'service' in"
                                    + " the golden request."
                            : "The golden request names the Service '" + name + "', which the manifests do not hold.");
        }
        return services.get(0);
    }

    private static String segment(String what, String text) {
        if (!SEGMENT.matcher(text).matches()) {
            throw new InputException("The golden request's " + what + " '" + text + "' is not a plain name.");
        }
        return text;
    }
}
