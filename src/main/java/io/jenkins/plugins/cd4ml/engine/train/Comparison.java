package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Two records of one training, {@code training.json} then and now: what is the same and what differs. */
final class Comparison {
    /** What MLflow calls metrics of the machine: no two trainings have the same. */
    private static final String SYSTEM = "system/";

    private final JsonNode then;
    private final JsonNode now;
    private final boolean sameCode;
    private final double tolerance;
    private final ArrayNode metrics = Json.MAPPER.createArrayNode();
    private double farthest;
    private String worst;

    /**
     * @param sameCode  whether the recorded commit was trained again; else the code was not recorded
     * @param tolerance the most by which a metric may differ, in its own unit
     */
    Comparison(JsonNode then, JsonNode now, boolean sameCode, double tolerance) {
        this.then = then;
        this.now = now;
        this.sameCode = sameCode;
        this.tolerance = tolerance;
        Set<String> names = new TreeSet<>();
        then.path("metrics").properties().stream().map(Map.Entry::getKey).forEach(names::add);
        now.path("metrics").properties().stream().map(Map.Entry::getKey).forEach(names::add);
        names.removeIf(name -> name.startsWith(SYSTEM));
        for (String name : names) {
            JsonNode a = then.path("metrics").path(name);
            JsonNode b = now.path("metrics").path(name);
            double difference =
                    a.equals(b) ? 0 : a.isNumber() && b.isNumber() ? Math.abs(a.asDouble() - b.asDouble()) : Double.NaN;
            metrics.addObject()
                    .put("name", name)
                    .<ObjectNode>set("then", a.deepCopy())
                    .set("now", b.deepCopy());
            if (!(difference <= farthest)) { // NaN is farther than anything
                farthest = difference;
                worst = name;
            }
        }
    }

    boolean same() {
        return now.at("/model/digest").isTextual() && then.at("/model/digest").equals(now.at("/model/digest"));
    }

    /** @return whether one of the two left a model and the other did not */
    private boolean lost() {
        return then.at("/model/digest").isTextual() != now.at("/model/digest").isTextual();
    }

    private static String model(JsonNode training) {
        return training.at("/model/digest").asText("none");
    }

    /** @return whether the model is the same, or does the same as far as its metrics tell */
    boolean reproduced() {
        return same() || !lost() && !metrics.isEmpty() && farthest <= tolerance;
    }

    /** @param of what was repeated, such as {@code run 3} */
    String sentence(String of) {
        if (same()) {
            return "Reproduced " + of + ": the same model, " + model(now) + ".";
        }
        boolean none = !lost() && !now.at("/model/digest").isTextual();
        if (none && reproduced()) {
            return "Reproduced " + of + " by its metrics, for it left no model: the largest difference is " + farthest
                    + " and " + tolerance + " is tolerated.";
        }
        String differs = !differences().isEmpty()
                ? "what else differs: " + String.join("; ", differences())
                : sameCode
                        ? "code, data and packages are the same: the training itself is not deterministic"
                        : "data and packages are the same: the code changed, of which no commit was recorded, or the"
                                + " training itself is not deterministic";
        if (reproduced()) {
            return "Reproduced " + of + " by its metrics: the largest difference is " + farthest + " and " + tolerance
                    + " is tolerated, the model's bytes differ; " + differs + ".";
        }
        String why = metrics.isEmpty()
                ? "it has no metrics to compare"
                : lost()
                        ? "only one of the two left a model"
                        : "metric " + worst + " was " + then.path("metrics").path(worst) + " and is "
                                + now.path("metrics").path(worst);
        return "Not reproduced: "
                + (none
                        ? of + " left no model, and "
                        : of + " made the model " + model(then) + ", now it is " + model(now) + ", and ")
                + why + "; " + differs + ".";
    }

    private List<String> differences() {
        List<String> differences = new ArrayList<>();
        List<String> packages = packages();
        if (!packages.isEmpty()) {
            int more = packages.size() - 5;
            differences.add("packages " + String.join(", ", packages.subList(0, Math.min(5, packages.size())))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
        for (String key : new String[] {"os", "java", "cpu"}) {
            JsonNode a = then.path("environment").path(key);
            if (!a.equals(now.path("environment").path(key))) {
                differences.add(key + " " + a.asText() + " → "
                        + now.path("environment").path(key).asText());
            }
        }
        return differences;
    }

    /** @return packages of one side only, as {@code -name==1} and {@code +name==2} */
    private List<String> packages() {
        Set<String> a = texts(then.at("/environment/python/packages"));
        Set<String> b = texts(now.at("/environment/python/packages"));
        List<String> differing = new ArrayList<>();
        a.stream().filter(p -> !b.contains(p)).forEach(p -> differing.add("-" + p));
        b.stream().filter(p -> !a.contains(p)).forEach(p -> differing.add("+" + p));
        return differing;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    ObjectNode document() {
        ObjectNode document = Json.object().put("reproduced", reproduced()).put("sameDigest", same());
        document.putObject("model")
                .<ObjectNode>set("then", then.at("/model/digest"))
                .set("now", now.at("/model/digest"));
        document.put("tolerance", tolerance).set("metrics", metrics);
        differences().forEach(document.putArray("differences")::add);
        return document;
    }
}
