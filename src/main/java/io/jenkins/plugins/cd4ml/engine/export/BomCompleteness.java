package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * How complete an ML-BOM is, 0 to 100, by the fields, weights and penalties of the field registry of
 * <a href="https://github.com/GenAI-Security-Project/aibom-generator">OWASP's AIBOM generator</a>. A field counts where
 * CycloneDX has it; those that only large language models in GGUF files have are left out.
 *
 * @param score   after penalties, one decimal
 * @param profile {@code advanced}, {@code standard}, {@code basic} or {@code incomplete}
 * @param missing the fields that are not there, most important first
 */
public record BomCompleteness(double score, String profile, List<Missing> missing, List<Section> sections) {
    /** A field that is not there. @param tier critical, important or supplementary */
    public record Missing(String field, String tier, String category) {}

    /** What a group of fields came to. @param most points that it gives when all are there */
    public record Section(String category, int present, int fields, int most) {}

    private enum Tier {
        CRITICAL,
        IMPORTANT,
        SUPPLEMENTARY
    }

    private enum Category {
        REQUIRED_FIELDS(20),
        METADATA(20),
        COMPONENT_BASIC(20),
        COMPONENT_MODEL_CARD(30),
        EXTERNAL_REFERENCES(10);

        private final int points;

        Category(int points) {
            this.points = points;
        }
    }

    private record Field(String name, Tier tier, Category category, BiPredicate<JsonNode, JsonNode> present) {
        String word() {
            return tier.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final List<Field> FIELDS = List.of(
            whole("bomFormat"),
            whole("specVersion"),
            whole("serialNumber"),
            whole("version"),
            card("primaryPurpose", Tier.CRITICAL, Category.METADATA, "/modelCard/modelParameters/task"),
            card("suppliedBy", Tier.CRITICAL, Category.METADATA, "/supplier/name"),
            said("standardCompliance", Category.METADATA),
            said("domain", Category.METADATA),
            said("autonomyType", Category.METADATA),
            card("name", Tier.CRITICAL, Category.COMPONENT_BASIC, "/name"),
            card("type", Tier.CRITICAL, Category.COMPONENT_BASIC, "/type"),
            card("component_version", Tier.CRITICAL, Category.COMPONENT_BASIC, "/version"),
            card("purl", Tier.IMPORTANT, Category.COMPONENT_BASIC, "/purl"),
            card("description", Tier.IMPORTANT, Category.COMPONENT_BASIC, "/description"),
            card("licenses", Tier.IMPORTANT, Category.COMPONENT_BASIC, "/licenses"),
            card("external_references", Tier.SUPPLEMENTARY, Category.COMPONENT_BASIC, "/externalReferences"),
            model("datasets", "/modelCard/modelParameters/datasets"),
            model("ethicalConsiderations", "/modelCard/considerations/ethicalConsiderations"),
            model("energyConsumption", "/modelCard/considerations/environmentalConsiderations"),
            model("hyperparameter", "/modelCard/properties"),
            model("technicalLimitations", "/modelCard/considerations/technicalLimitations"),
            new Field(
                    "safetyRiskAssessment",
                    Tier.IMPORTANT,
                    Category.COMPONENT_MODEL_CARD,
                    property("safetyRiskAssessment")),
            model("intendedUse", "/modelCard/considerations/useCases"),
            model("typeOfModel", "/modelCard/modelParameters/modelArchitecture"),
            said("modelExplainability", Category.COMPONENT_MODEL_CARD),
            said("energyQuantity", Category.COMPONENT_MODEL_CARD),
            said("energyUnit", Category.COMPONENT_MODEL_CARD),
            said("informationAboutTraining", Category.COMPONENT_MODEL_CARD),
            said("informationAboutApplication", Category.COMPONENT_MODEL_CARD),
            card(
                    "metric",
                    Tier.SUPPLEMENTARY,
                    Category.COMPONENT_MODEL_CARD,
                    "/modelCard/quantitativeAnalysis/performanceMetrics"),
            said("metricDecisionThreshold", Category.COMPONENT_MODEL_CARD),
            said("modelDataPreprocessing", Category.COMPONENT_MODEL_CARD),
            said("useSensitivePersonalInformation", Category.COMPONENT_MODEL_CARD),
            reference("downloadLocation", Tier.IMPORTANT, "distribution|website"),
            reference("vcs", Tier.SUPPLEMENTARY, "vcs"),
            reference("website", Tier.SUPPLEMENTARY, "website"),
            reference("paper", Tier.SUPPLEMENTARY, "documentation"));

    private static final List<String> BASIC = List.of("bomFormat", "specVersion", "serialNumber", "version", "name");
    private static final List<String> STANDARD = List.of("downloadLocation", "primaryPurpose", "suppliedBy");
    private static final List<String> ADVANCED = List.of(
            "type",
            "purl",
            "description",
            "licenses",
            "hyperparameter",
            "technicalLimitations",
            "energyConsumption",
            "safetyRiskAssessment",
            "typeOfModel");

    private static Field whole(String name) {
        return new Field(name, Tier.CRITICAL, Category.REQUIRED_FIELDS, (bom, model) -> there(bom.path(name)));
    }

    private static Field card(String name, Tier tier, Category category, String place) {
        return new Field(name, tier, category, (bom, model) -> there(model.at(place)));
    }

    private static Field model(String name, String place) {
        return new Field(
                name,
                Tier.IMPORTANT,
                Category.COMPONENT_MODEL_CARD,
                property(name).or((bom, model) -> there(model.at(place))));
    }

    private static Field said(String name, Category category) {
        return new Field(name, Tier.SUPPLEMENTARY, category, property(name));
    }

    private static Field reference(String name, Tier tier, String types) {
        return new Field(name, tier, Category.EXTERNAL_REFERENCES, (bom, model) -> {
            for (JsonNode reference : model.path("externalReferences")) {
                if (reference.path("type").asText().matches(types) && there(reference.path("url"))) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Of the document, the model or its card; OWASP's generator writes many fields as properties. */
    private static BiPredicate<JsonNode, JsonNode> property(String name) {
        return (bom, model) -> {
            for (JsonNode list : List.of(
                    bom.at("/metadata/properties"), model.path("properties"), model.at("/modelCard/properties"))) {
                for (JsonNode property : list) {
                    String key = property.path("name").asText();
                    if ((key.equals(name) || key.equals("genai:aibom:modelcard:" + name))
                            && there(property.path("value"))) {
                        return true;
                    }
                }
            }
            return false;
        };
    }

    private static boolean there(JsonNode node) {
        return node.isContainerNode() ? !node.isEmpty() : !node.asText("").isBlank() && !node.isNull();
    }

    /** @param bom a CycloneDX document; its model is the main component, or the first that is a model */
    public static BomCompleteness of(JsonNode bom) {
        JsonNode model = model(bom);
        List<Missing> missing = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        double score = 0;
        for (Category category : Category.values()) {
            List<Field> fields =
                    FIELDS.stream().filter(f -> f.category() == category).toList();
            int present = 0;
            for (Field field : fields) {
                if (field.present().test(bom, model)) {
                    present++;
                } else {
                    missing.add(new Missing(field.name(), field.word(), word(category)));
                }
            }
            sections.add(new Section(word(category), present, fields.size(), category.points));
            score += Math.round(10.0 * category.points * present / fields.size()) / 10.0;
        }
        missing.sort(java.util.Comparator.comparing(m -> Tier.valueOf(m.tier().toUpperCase(java.util.Locale.ROOT))));
        double total = Math.round(10 * score * penalty(missing)) / 10.0;
        return new BomCompleteness(total, profile(missing, total), List.copyOf(missing), List.copyOf(sections));
    }

    private static String word(Category category) {
        return category.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static double penalty(List<Missing> missing) {
        long critical =
                missing.stream().filter(m -> m.tier().equals("critical")).count();
        long important =
                missing.stream().filter(m -> m.tier().equals("important")).count();
        return (critical > 3 ? 0.8 : critical >= 2 ? 0.9 : 1) * (important >= 5 ? 0.95 : 1);
    }

    private static String profile(List<Missing> missing, double score) {
        List<String> names = missing.stream().map(Missing::field).toList();
        boolean basic = BASIC.stream().noneMatch(names::contains);
        boolean standard = basic && STANDARD.stream().noneMatch(names::contains);
        boolean advanced = standard && ADVANCED.stream().noneMatch(names::contains);
        return advanced && score >= 85
                ? "advanced"
                : standard && score >= 70 ? "standard" : basic && score >= 40 ? "basic" : "incomplete";
    }

    private static JsonNode model(JsonNode bom) {
        JsonNode main = bom.at("/metadata/component");
        if (main.path("type").asText().equals("machine-learning-model")) {
            return main;
        }
        for (JsonNode component : bom.path("components")) {
            if (component.path("type").asText().equals("machine-learning-model")) {
                return component;
            }
        }
        return MissingNode.getInstance();
    }
}
