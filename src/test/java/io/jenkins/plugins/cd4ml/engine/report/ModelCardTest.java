package io.jenkins.plugins.cd4ml.engine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void run() {
        run = new RunFolder(folder);
        Lineage lineage = new Lineage();
        lineage.model = "churn";
        lineage.run = "churn #12";
        lineage.put(new Lineage.Entity("model", "model", "churn", "sha256:aa", null));
        lineage.put(
                new Lineage.Entity("dataset:holdout", "dataset", "hold|out <script>", "sha256:bb", Map.of("rows", 9)));
        run.write(lineage);
        ObjectNode evaluation = Json.object();
        evaluation.putObject("dataset").put("name", "holdout").put("rows", 9);
        ObjectNode auc = evaluation
                .withArray("/metrics")
                .addObject()
                .put("name", "auc")
                .putNull("slice")
                .put("value", 0.9);
        auc.put("rows", 9)
                .putObject("interval")
                .put("low", 0.85)
                .put("high", 0.95)
                .put("confidence", 0.95);
        evaluation
                .withArray("/metrics")
                .addObject()
                .put("name", "auc")
                .put("slice", "region={{gates}}")
                .put("value", "NaN");
        run.write(RunFolder.EVALUATION, evaluation);
    }

    @Test
    void cardHasDataMetricsSlicesAndLineage() throws Exception {
        String card = Files.readString(ModelCard.write(run));
        assertTrue(card.startsWith("# churn\n\nchurn #12, model `sha256:aa`."), card);
        assertTrue(card.contains("| auc |  | 0.9000 | 0.8500…0.9500 at 95 % |"), card);
        assertTrue(card.contains("Not checked."), card);
        assertTrue(card.contains("hold\\|out &lt;script&gt;"), card);
        assertFalse(card.contains("<script>"), card);
        assertFalse(card.contains("{{"), card);
    }

    @Test
    void textOfTheRepositorysTemplateStays() throws Exception {
        Files.createDirectories(run.file(ModelCard.TEMPLATE).getParent());
        Files.writeString(run.file(ModelCard.TEMPLATE), "# {{model}}\nFor call centres only.\n{{unknown}}\n");
        assertEquals("# churn\nFor call centres only.\n{{unknown}}\n", Files.readString(ModelCard.write(run)));
    }
}
