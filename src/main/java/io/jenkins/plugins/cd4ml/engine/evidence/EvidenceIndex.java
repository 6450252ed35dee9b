package io.jenkins.plugins.cd4ml.engine.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.export.CardSections;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says of each field of a catalog where in an export's folder something about it stands: evidence (what was recorded while
 * the model was made and served), declared (a section of the model card), or missing. The catalogs are the fields of the EU
 * AI Act's Annex IV and the tests of the ML Test Score.
 */
final class EvidenceIndex {
    /** What every index says of itself. */
    static final String SAYS =
            "This index says where in this export something about a field stands, and what is missing. It does not say"
                    + " whether that suffices, nor which obligations apply: that is for the provider and the auditor to"
                    + " judge.";

    private static final Map<String, String> CATALOGS = new LinkedHashMap<>();

    static {
        CATALOGS.put("euAiActAnnexIV", "annex-iv.json");
        CATALOGS.put("mlTestScore", "ml-test-score.json");
    }

    private final Path folder;
    private final CardSections card;
    private final List<String> files = new ArrayList<>();
    private final Map<String, JsonNode> read = new LinkedHashMap<>();
    private boolean signed;

    EvidenceIndex(Path folder) throws IOException {
        this.folder = folder;
        this.card = CardSections.read(folder.resolve(CardSections.FILE));
        for (Path file : AuditorExport.files(folder)) {
            files.add(folder.relativize(file).toString().replace('\\', '/'));
        }
    }

    void into(ObjectNode index) {
        signed = index.hasNonNull("signedBy");
        CATALOGS.forEach((name, resource) -> {
            JsonNode catalog = resource(resource);
            ObjectNode out = index.putObject(name);
            out.set("source", catalog.get("source"));
            ArrayNode items = out.putArray("items");
            catalog.get("items").forEach(item -> items.add(judged(item)));
            ObjectNode counts = out.putObject("counts");
            for (String status : List.of("evidence", "declared", "missing")) {
                int count = 0;
                for (JsonNode item : items) {
                    count += item.path("status").asText().equals(status) ? 1 : 0;
                }
                counts.put(status, count);
            }
        });
        score((ObjectNode) index.get("mlTestScore"));
    }

    /** As its authors count: a test that runs by itself 1 point, one by hand 1/2; the lowest section is the score. */
    private static void score(ObjectNode catalog) {
        Map<String, Double> sections = new LinkedHashMap<>();
        for (JsonNode item : catalog.get("items")) {
            double points =
                    switch (item.path("status").asText()) {
                        case "evidence" -> 1;
                        case "declared" -> 0.5;
                        default -> 0;
                    };
            sections.merge(item.path("section").asText(), points, Double::sum);
        }
        catalog.set("sections", Json.MAPPER.valueToTree(sections));
        catalog.put(
                "score", sections.values().stream().mapToDouble(d -> d).min().orElse(0));
    }

    private static JsonNode resource(String name) {
        try (InputStream in = EvidenceIndex.class.getResourceAsStream(name)) {
            return Json.parse(name, in.readAllBytes(), JsonNode.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode judged(JsonNode item) {
        ObjectNode out = Json.object()
                .put("id", item.get("id").asText())
                .put("field", item.get("field").asText());
        if (item.has("section")) {
            out.put("section", item.get("section").asText());
        }
        Set<String> found = new LinkedHashSet<>();
        boolean all = item.has("evidence");
        for (JsonNode wanted : item.path("evidence")) {
            List<String> places = places(wanted.asText());
            all &= !places.isEmpty();
            found.addAll(places);
        }
        String heading = item.has("card") ? card.heading(item.get("card").asText()) : null;
        out.put("status", all ? "evidence" : heading != null ? "declared" : "missing");
        if (!found.isEmpty()) {
            out.set("found", Json.MAPPER.valueToTree(found)); // also where it is not all that the field asks for
        }
        if (heading != null) {
            out.put("declaredIn", CardSections.FILE + ", section '" + heading + "'");
        }
        return out;
    }

    /** @param wanted one of several ways, between bars; empty where none is there */
    private List<String> places(String wanted) {
        for (String way : wanted.split("\\|")) {
            List<String> places = way.matches("[a-z]+:.*") ? token(way) : matching(way);
            if (!places.isEmpty()) {
                return places;
            }
        }
        return List.of();
    }

    private List<String> token(String token) {
        String value = token.substring(token.indexOf(':') + 1);
        return switch (token.substring(0, token.indexOf(':'))) {
            case "entity" -> named("lineage.json", "/entities", "kind", value);
            case "activity" -> named("lineage.json", "/activities", "kind", value);
            case "evaluation" -> named("evaluation.json", "/metrics", "slice", null);
            case "gates" -> named("gates.json", "/items", "slice", null);
            case "export" -> signed ? List.of(FilesStatement.SIGNED) : List.of();
            default -> throw new IllegalStateException(token);
        };
    }

    /** @param value null for any */
    private List<String> named(String file, String list, String key, String value) {
        for (JsonNode entry : document(file).at(list)) {
            if (value == null ? entry.hasNonNull(key) : entry.path(key).asText().equals(value)) {
                return List.of(file);
            }
        }
        return List.of();
    }

    private List<String> matching(String way) {
        String[] parts = way.split("#", 2);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + parts[0]);
        return files.stream()
                .filter(f -> matcher.matches(Path.of(f)))
                .filter(f -> parts.length == 1 || there(document(f).at(parts[1])))
                .toList();
    }

    private JsonNode document(String name) {
        return read.computeIfAbsent(name, n -> {
            Path file = folder.resolve(n);
            return Files.exists(file) ? Json.read(file) : MissingNode.getInstance();
        });
    }

    private static boolean there(JsonNode node) {
        return node.isContainerNode()
                ? !node.isEmpty()
                : !node.isNull() && !node.asText("").isBlank();
    }
}
