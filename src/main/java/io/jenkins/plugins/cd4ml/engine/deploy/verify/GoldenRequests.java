package io.jenkins.plugins.cd4ml.engine.deploy.verify;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Asks the deployed model golden requests and holds the answers against what is expected. The document:
 *
 * <pre>
 * {"service": "churn", "port": "http", "model": "churn",      optional: the only Service, its first port, the model
 *  "protocol": "v2",                                          or openai-chat, openai-embeddings, http
 *  "request": {"inputs": [{"name": "features", "shape": [1, 3], "datatype": "FP32", "data": [1, 2, 3]}]},
 *  "expected": {"outputs": [{"name": "probability", "data": [0.9], "tolerance": 0.05}]},
 *  "attempts": 10, "succeed": 9, "maxLatency": 0.5}           each request so often; seconds
 * </pre>
 *
 * or {@code "requests": [{"request": …, "expected": …}, …]} with what they share beside it. Endpoints lag behind a
 * rollout, so that every kind of wrong answer is asked again until the time is up; the attempts begin with the first good
 * answer. Immutable.
 */
public final class GoldenRequests {
    private static final int MOST_ATTEMPTS = 10_000;

    private final ServiceAddress address;
    private final List<GoldenRequest> requests;
    private final int attempts;
    private final int succeed;
    /** Null for none. */
    private final ServingSkew skew;

    private GoldenRequests(
            ServiceAddress address, List<GoldenRequest> requests, int attempts, int succeed, ServingSkew skew) {
        this.address = address;
        this.requests = requests;
        this.attempts = attempts;
        this.succeed = succeed;
        this.skew = skew;
    }

    /**
     * @param model   the model's name where the document names none
     * @param objects what is applied; the Service is looked up there
     * @throws InputException when the document does not say enough
     */
    public static GoldenRequests of(JsonNode document, String model, List<ManifestObject> objects) {
        return of(document, null, model, objects);
    }

    /**
     * @param document null for no golden request
     * @param recorded rows with the answers that were measured: {@code max}, {@code requests}; null for none
     * @return null without either
     */
    public static GoldenRequests of(JsonNode document, JsonNode recorded, String model, List<ManifestObject> objects) {
        ServingSkew skew = recorded == null ? null : new ServingSkew(recorded);
        if (document == null) {
            return skew == null
                    ? null
                    : new GoldenRequests(ServiceAddress.of(Json.object(), model, objects), List.of(), 1, 1, skew);
        }
        if (!document.isObject()) {
            throw new InputException("The golden request is not a JSON object; see docs/promotion.md.");
        }
        List<GoldenRequest> requests = new ArrayList<>();
        if (document.path("requests").isArray() && !document.get("requests").isEmpty()) {
            ObjectNode shared = document.deepCopy();
            shared.remove("requests");
            document.get("requests").forEach(item -> requests.add(GoldenRequest.of(item, shared)));
        } else {
            requests.add(new GoldenRequest(document));
        }
        int attempts = whole(document, "attempts", 1, MOST_ATTEMPTS);
        int succeed = whole(document, "succeed", attempts, attempts);
        return new GoldenRequests(ServiceAddress.of(document, model, objects), requests, attempts, succeed, skew);
    }

    private static int whole(JsonNode document, String key, int otherwise, int most) {
        JsonNode value = document.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || value.asInt() < 1 || value.asInt() > most) {
            throw new InputException("The golden request's " + key + " is a whole number from 1 to " + most + ".");
        }
        return value.asInt();
    }

    /** @return the name of the Service that is asked */
    public String service() {
        return address.service();
    }

    /** @return the same requests to another Service, such as that of a canary */
    public GoldenRequests at(String service) {
        return new GoldenRequests(address.at(service), requests, attempts, succeed, skew);
    }

    /**
     * @return what was asked and answered, for the record
     * @throws PromotionRefusedException when the expected answers do not come in time
     */
    public ObjectNode run(ClusterClient cluster, Timeouts timeouts, Progress progress) throws InterruptedException {
        ServiceProxy proxy = proxy(cluster);
        long deadline = System.nanoTime() + timeouts.smoke().toNanos();
        ObjectNode record = Json.object()
                .put("service", address.service())
                .put("port", address.port())
                .put("model", address.model());
        for (int i = 0; i < requests.size(); i++) {
            GoldenRequest.Reply first = first(requests.get(i), proxy, timeouts, deadline, progress);
            if (i == 0) {
                record.set("outputs", first.kept());
            }
            ObjectNode told = record.withArray("requests").addObject();
            repeat(requests.get(i), first, proxy, deadline, told);
        }
        if (skew != null) {
            record.set("servingSkew", compared(proxy, timeouts, deadline, progress));
        }
        return record;
    }

    /** Pods of the former version may still answer, so that a skew is measured again until the time is up. */
    private ObjectNode compared(ServiceProxy proxy, Timeouts timeouts, long deadline, Progress progress)
            throws InterruptedException {
        while (true) {
            ServingSkew.Result result = skew.measure(request ->
                    first(request, proxy, timeouts, deadline, progress).kept());
            if (result.good()) {
                progress.line("  " + result.sentence() + ".");
                return result.json();
            }
            if (System.nanoTime() > deadline) {
                throw new PromotionRefusedException("The served model does not answer as it did when it was evaluated: "
                        + address.shown() + ": " + result.sentence() + ".");
            }
            Thread.sleep(timeouts.poll().toMillis());
        }
    }

    private ServiceProxy proxy(ClusterClient cluster) {
        return new ServiceProxy(cluster.client(), cluster.namespace(), address.service(), address.port());
    }

    /** Waits for the first good answer. */
    private GoldenRequest.Reply first(
            GoldenRequest request, ServiceProxy proxy, Timeouts timeouts, long deadline, Progress progress)
            throws InterruptedException {
        String shown = "";
        while (true) {
            GoldenRequest.Reply reply = request.ask(proxy, address.model());
            String wrong = reply.wrong();
            if (wrong == null) {
                return reply;
            }
            if (System.nanoTime() > deadline) {
                throw new PromotionRefusedException("The smoke test failed: " + address.shown() + ": " + wrong
                        + " (for " + timeouts.smoke().toSeconds() + " s).");
            }
            if (!wrong.equals(shown)) {
                progress.line("  not yet: " + wrong);
                shown = wrong;
            }
            Thread.sleep(timeouts.poll().toMillis());
        }
    }

    /** Makes the further attempts; as many as allowed may fail. */
    private void repeat(
            GoldenRequest request, GoldenRequest.Reply first, ServiceProxy proxy, long deadline, ObjectNode told)
            throws InterruptedException {
        List<Double> seconds = new ArrayList<>(List.of(first.seconds()));
        int good = 1;
        String wrong = null;
        for (int made = 1; made < attempts; made++) {
            GoldenRequest.Reply reply = request.ask(proxy, address.model());
            seconds.add(reply.seconds());
            if (reply.wrong() == null) {
                good++;
            } else {
                wrong = wrong == null ? reply.wrong() : wrong;
            }
            int failed = made + 1 - good;
            if (failed > attempts - succeed) {
                throw new PromotionRefusedException("The smoke test failed: " + address.shown() + ": " + failed + " of "
                        + (made + 1) + " answers were not as expected, at most " + (attempts - succeed) + " of "
                        + attempts
                        + " may be; the first: " + wrong + ".");
            }
            if (System.nanoTime() > deadline) {
                throw new PromotionRefusedException("The smoke test failed: " + address.shown() + ": only " + (made + 1)
                        + " of " + attempts + " attempts were made in the time; raise promote.smokeTimeout.");
            }
        }
        Collections.sort(seconds);
        told.put("attempts", attempts).put("good", good);
        told.put("medianSeconds", seconds.get(seconds.size() / 2)).put("maxSeconds", seconds.get(seconds.size() - 1));
        if (wrong != null) {
            told.put("firstWrong", wrong);
        }
    }

    /**
     * Asks once more after it was answered well. One answer that fails may be a pod that is just replaced, so that it is
     * asked a second time.
     *
     * @throws PromotionRefusedException when the answer is no longer the expected one
     */
    void again(ClusterClient cluster, Timeouts timeouts) throws InterruptedException {
        ServiceProxy proxy = proxy(cluster);
        for (GoldenRequest request : requests) {
            if (request.ask(proxy, address.model()).wrong() == null) {
                continue;
            }
            Thread.sleep(timeouts.poll().toMillis());
            String wrong = request.ask(proxy, address.model()).wrong();
            if (wrong != null) {
                throw new PromotionRefusedException(
                        address.shown() + " answered the golden request well, but no longer does: " + wrong + ".");
            }
        }
    }
}
