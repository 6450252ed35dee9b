package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateReportSchemaTest {
    private static final String YAML =
            "[{metric: auc, min: 0.8}, {any: [{metric: auc, min: 0.99}, {metric: f1, min: 0}]},"
                    + " {metric: auc, against: production, minChange: 0}]";

    private static ObjectNode report() {
        ObjectNode evaluation = Json.object();
        evaluation
                .withArray("/metrics")
                .addObject()
                .put("name", "auc")
                .put("value", 0.9)
                .put("champion", 0.8)
                .put("higherIsBetter", true)
                .put("rows", 10);
        evaluation
                .putObject("champion")
                .put("environment", "production")
                .put("version", 1)
                .put("rowsJoined", 10);
        Waiver waiver = new Waiver("any of: auc min 0.99; f1 min 0", "ann", "known", "2027-01-01T00:00:00Z");
        GateReport report = Gates.check(
                YamlDocument.parse("gates", YAML).root(), new MetricSource(evaluation), List.of(waiver), Instant.EPOCH);
        return Json.tree(report.of(Digests.of("model"), Digests.of("evaluation")));
    }

    private static Schema schema() throws IOException {
        try (InputStream in = Gates.class.getResourceAsStream("gates-report.schema.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text);
        }
    }

    @Test
    void reportFitsThePublishedSchema() throws IOException {
        assertEquals(List.of(), schema().validate(report()));
    }

    @Test
    void schemaTellsAWrongReport() throws IOException {
        ObjectNode report = report().put("verdict", "FINE");
        assertFalse(schema().validate(report).isEmpty());
    }
}
