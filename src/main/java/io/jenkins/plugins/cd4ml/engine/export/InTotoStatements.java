package io.jenkins.plugins.cd4ml.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.util.stream.Stream;

/**
 * <a href="https://github.com/in-toto/attestation">in-toto</a> statements v1 about the model's files, one a line: how it
 * was trained (SLSA provenance v1), how its gates came out (test-result v0.1), and who approved it for which environment
 * (simple verification result v0.2, and the decisions themselves in a predicate of ours). Unsigned; {@code sign} puts an
 * envelope around each.
 */
final class InTotoStatements implements ExportFormat {
    /** Attribute of an approval with each person's answer. */
    private static final String ANSWERS = "decisions";

    private static final String TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1";
    private static final String VERIFICATION = "https://in-toto.io/attestation/svr/v0.2";
    private static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    private static final String APPROVAL = RunRecord.TERMS + "#approval-decisions/v1";

    @Override
    public String name() {
        return "in-toto";
    }

    @Override
    public String title() {
        return "in-toto statements, SLSA provenance";
    }

    @Override
    public String file() {
        return "in-toto.jsonl";
    }

    @Override
    public String render(RunRecord record) {
        record.model(this);
        StringBuilder lines = new StringBuilder();
        Lineage.Activity trained = record.lineage().last("train");
        if (trained != null && "yes".equals(trained.outcome())) {
            line(lines, record, PROVENANCE, provenance(record, trained));
        }
        if (record.gates().isObject()) {
            line(lines, record, TEST_RESULT, result(record));
        }
        for (Lineage.Activity activity : record.lineage().activities) {
            if ("approve".equals(activity.kind()) && "yes".equals(activity.outcome())) {
                line(lines, record, VERIFICATION, approval(record, activity));
                line(lines, record, APPROVAL, decisions(record, activity));
            }
        }
        return lines.toString();
    }

    private void line(StringBuilder lines, RunRecord record, String type, ObjectNode predicate) {
        ObjectNode statement = Json.object().put("_type", "https://in-toto.io/Statement/v1");
        ArrayNode subject = statement.putArray("subject");
        record.modelFiles()
                .forEach((file, sha256) -> subject.addObject()
                        .put("name", file)
                        .putObject("digest")
                        .put("sha256", sha256));
        if (subject.isEmpty()) {
            describe(subject.addObject(), record.model(this));
        }
        statement.put("predicateType", type).set("predicate", predicate);
        lines.append(Json.line(statement)).append('\n');
    }

    private static ObjectNode provenance(RunRecord record, Lineage.Activity trained) {
        ObjectNode predicate = Json.object();
        ObjectNode definition = predicate.putObject("buildDefinition").put("buildType", RunRecord.TERMS + "#train/v1");
        ObjectNode external = definition.putObject("externalParameters").put("model", record.lineage().model);
        external.set("parameters", record.training().path("params").deepCopy());
        if (record.training().has("seed")) {
            external.set("seed", record.training().get("seed"));
        }
        ArrayNode dependencies = definition.putArray("resolvedDependencies");
        for (String id : trained.used()) {
            Lineage.Entity entity = record.lineage().entity(id);
            if (entity != null && !"parameters".equals(entity.kind())) {
                describe(dependencies.addObject(), entity);
            }
        }
        ObjectNode details = predicate.putObject("runDetails");
        details.putObject("builder").put("id", RunRecord.TERMS + "#builder");
        details.putObject("metadata")
                .put("invocationId", record.lineage().run)
                .put("startedOn", trained.started())
                .put("finishedOn", trained.ended());
        return predicate;
    }

    private static ObjectNode result(RunRecord record) {
        JsonNode gates = record.gates();
        ObjectNode predicate = Json.object()
                .put(
                        "result",
                        switch (gates.path("verdict").asText()) {
                            case "PASSED" -> "PASSED";
                            case "WARNING" -> "WARNED";
                            default -> "FAILED";
                        });
        ArrayNode configuration = predicate.putArray("configuration");
        Stream.of("evaluation", "gates")
                .map(record.lineage()::entity)
                .filter(e -> e != null && e.digest() != null)
                .forEach(e -> describe(configuration.addObject(), e));
        ArrayNode passed = predicate.putArray("passedTests");
        ArrayNode warned = predicate.putArray("warnedTests");
        ArrayNode failed = predicate.putArray("failedTests");
        for (JsonNode item : gates.path("items")) {
            String verdict = item.path("verdict").asText();
            boolean tolerated = item.path("informational").asBoolean() || "WARNING".equals(verdict);
            ("PASSED".equals(verdict) ? passed : tolerated ? warned : failed)
                    .add(item.path("name").asText());
        }
        ArrayNode persons = Json.MAPPER.createArrayNode();
        for (Lineage.Activity activity : record.lineage().activities) {
            if (activity.kind().equals("waive") || activity.kind().equals("approve")) {
                decide(record, activity, persons);
            }
        }
        if (!persons.isEmpty()) {
            predicate.set("cd4ml_decisions", persons); // an extension field, which others ignore
        }
        return predicate;
    }

    /** Adds what each person decided; where single answers are not in the record, what all of them came to. */
    private static void decide(RunRecord record, Lineage.Activity activity, ArrayNode decisions) {
        JsonNode answers = Json.MAPPER.valueToTree(activity.attributes().get(ANSWERS));
        if (answers != null && answers.isArray() && !answers.isEmpty()) {
            answers.forEach(decisions::add);
            return;
        }
        for (String agent : activity.by()) {
            decisions
                    .addObject()
                    .put("person", name(record, agent))
                    .put("decision", activity.kind().equals("waive") ? "waived" : "approved")
                    .put("time", activity.ended())
                    .put("reason", activity.sentence());
        }
    }

    private static String name(RunRecord record, String agent) {
        return record.lineage().agents.stream()
                .filter(a -> a.id().equals(agent) && a.name() != null)
                .map(Lineage.Agent::name)
                .findFirst()
                .orElse(agent);
    }

    private static ObjectNode decisions(RunRecord record, Lineage.Activity approved) {
        ObjectNode predicate = Json.object()
                .put("environment", String.valueOf(approved.attributes().getOrDefault("environment", "")))
                .put("requested", approved.started())
                .put("settled", approved.ended())
                .put("outcome", approved.sentence());
        decide(record, approved, predicate.putArray("decisions"));
        ArrayNode approvedTo = predicate.putArray("approved");
        approved.used().stream()
                .map(record.lineage()::entity)
                .filter(e -> e != null && e.digest() != null)
                .forEach(e -> describe(approvedTo.addObject(), e));
        return predicate;
    }

    private static ObjectNode approval(RunRecord record, Lineage.Activity approved) {
        ObjectNode predicate = Json.object();
        ArrayNode policies = predicate
                .putObject("verifier")
                .put("id", RunRecord.TERMS + "#approval/v1")
                .putArray("policies");
        approved.used().stream()
                .map(record.lineage()::entity)
                .filter(e -> e != null && e.digest() != null && "gates".equals(e.id()))
                .forEach(e -> describe(policies.addObject(), e));
        if (approved.attributes().get("policy") instanceof String digest && RunRecord.sha256(digest) != null) {
            policies.addObject()
                    .put("name", "environment " + approved.attributes().get("environment"))
                    .putObject("digest")
                    .put("sha256", RunRecord.sha256(digest));
        }
        ArrayNode properties = predicate
                .put("timeCreated", approved.ended())
                .putArray("properties")
                .add("CD4ML_APPROVED");
        Object environment = approved.attributes().get("environment");
        if (environment != null) {
            properties.add("CD4ML_ENVIRONMENT_" + environment);
        }
        for (String agent : approved.by()) {
            properties.add("CD4ML_APPROVED_BY_" + agent);
        }
        return predicate;
    }

    /** A ResourceDescriptor: a digest that is of no single file has no algorithm's name, so it gets one of ours. */
    private static void describe(ObjectNode descriptor, Lineage.Entity entity) {
        descriptor.put("name", entity.name());
        String digest = entity.digest();
        if (digest == null) {
            descriptor.put("uri", RunRecord.TERMS + "#" + entity.id().replaceAll("[^A-Za-z0-9._-]", "_"));
        } else if (digest.startsWith("git:")) {
            descriptor
                    .putObject("digest")
                    .put("gitCommit", digest.substring("git:".length()).replaceFirst("[^0-9a-f].*", ""));
        } else {
            boolean folder = "model".equals(entity.kind());
            descriptor.putObject("digest").put(folder ? "cd4mlFolder" : "sha256", digest.replaceFirst("^sha256:", ""));
        }
    }
}
