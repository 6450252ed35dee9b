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
        assertTrue(card.contains("| hold\\|out &lt;script&gt; | sha256:bb | rows 9 |"), card);
        assertFalse(card.contains("<script>"), card);
        assertFalse(card.contains("{{"), card);
    }

    @Test
    void leakageStandsAboveTheMetricsInCardAndReport() throws Exception {
        ObjectNode evaluation = (ObjectNode) run.read(RunFolder.EVALUATION);
        ObjectNode leakage = evaluation.putObject("leakage").put("trainedOn", true);
        leakage.putArray("findings").add("8 of 9 rows stand in the training data <b>|train");
        leakage.putObject("metrics")
                .put("rows.share", 8 / 9.0)
                .put("rows.count", 8)
                .put("features.count", 9);
        evaluation.withObject("/dataset").put("trainedOn", true);
        run.write(RunFolder.EVALUATION, evaluation);
        Files.createDirectories(run.file(ModelCard.TEMPLATE).getParent());
        Files.writeString(run.file(ModelCard.TEMPLATE), "{{metrics}}");
        assertEquals("""
                On holdout, 9 rows, on which the model was trained.

                - **8 of 9 rows stand in the training data &lt;b&gt;\\|train.**
                - Rows that the training data have, too: 8 (by their features 9).

                | metric | slice | value | interval | champion | rows |
                |---|---|---|---|---|---|
                | auc |  | 0.9000 | 0.8500…0.9500 at 95 % |  | 9 |\
                """, Files.readString(ModelCard.write(run)));
        String report = Files.readString(Report.write(run));
        assertTrue(
                report.contains("<p class=\"note\">8 of 9 rows stand in the training data &lt;b&gt;|train.</p>"),
                report);
    }

    @Test
    void detailsAreShownInCardAndReport() throws Exception {
        ObjectNode evaluation = (ObjectNode) run.read(RunFolder.EVALUATION);
        ObjectNode details = evaluation.putObject("details");
        ObjectNode matrix = details.putObject("confusion");
        matrix.putArray("classes").add("<no>").add("y|es");
        matrix.putArray("truthByPrediction").addArray().add(4).add(1);
        matrix.withArray("truthByPrediction").addArray().add(0).add(4);
        for (int i = 0; i <= 100; i++) {
            details.withArray("/curve")
                    .addObject()
                    .put("threshold", 1 - i / 100.0)
                    .put("truePositiveRate", i / 100.0);
        }
        run.write(RunFolder.EVALUATION, evaluation);
        String card = Files.readString(ModelCard.write(run));
        assertTrue(card.contains("""
            ### Confusion matrix

            | truth \\\\ prediction | &lt;no&gt; | y\\|es |
            |---|---|---|
            | &lt;no&gt; | 4 | 1 |
            | y\\|es | 0 | 4 |
            """), card);
        assertTrue(card.contains("| threshold | true positive rate | false positive rate | precision |"), card);
        assertTrue(card.contains("| 1 | 0 |  |  |\n| 0.9000 | 0.1000 |  |  |\n"), card);
        assertTrue(card.contains("| 0 | 1 |  |  |\n"), card);
        String report = Files.readString(Report.write(run));
        assertTrue(report.contains("<td class=\"n\">&lt;no&gt;</td><td class=\"n\">4</td>"), report);
    }

    @Test
    void textOfTheRepositorysTemplateStays() throws Exception {
        Files.createDirectories(run.file(ModelCard.TEMPLATE).getParent());
        Files.writeString(run.file(ModelCard.TEMPLATE), "# {{model}}\nFor call centres only.\n{{unknown}}\n");
        assertEquals("# churn\nFor call centres only.\n{{unknown}}\n", Files.readString(ModelCard.write(run)));
    }

    /** Three braces are one that stays and two that open a part, if the text is searched more than once. */
    @Test
    void namesOfDataAndPeopleAreOnlyText() throws Exception {
        ObjectNode evaluation = (ObjectNode) run.read(RunFolder.EVALUATION);
        evaluation
                .withArray("/metrics")
                .addObject()
                .put("name", "auc")
                .put("slice", "region={{{lineage}} `x` | <img src=x> ~~$a$~~ @all 🦊\n# h1")
                .put("value", 0.5);
        evaluation.withObject("/dataset").put("rows", "<b>9");
        run.write(RunFolder.EVALUATION, evaluation);
        Lineage lineage = run.lineage();
        lineage.put(new Lineage.Entity("model", "model", "churn", "sha256:aa` <script>", null));
        run.write(lineage);
        String card = Files.readString(ModelCard.write(run));
        assertTrue(
                card.contains("| region=&#123;&#123;&#123;lineage}} \\`x\\` \\| &lt;img src=x&gt; \\~\\~\\$a\\$\\~\\~"
                        + " &#64;all 🦊 # h1 |"),
                card);
        assertEquals(1, card.split("\\| step \\| outcome", -1).length - 1, card);
        assertTrue(card.contains("model `sha256:aascript`."), card);
        assertTrue(card.contains("&lt;b&gt;9 rows."), card);
        assertFalse(card.contains("<img"), card);
    }

    @Test
    void membersOfGroupsAndWhatIsNotCountedAreTold() throws Exception {
        run.write(
                RunFolder.GATES,
                Json.MAPPER.readTree(
                        "{\"verdict\": \"PASSED\", \"items\": [{\"name\": \"sound\", \"verdict\": \"PASSED\","
                                + " \"reason\": \"1 of 2 passed.\", \"members\": [{\"name\": \"a\", \"verdict\":"
                                + " \"WARNING\", \"reason\": \"Waived by ann.\"}]}, {\"name\": \"b\", \"verdict\":"
                                + " \"FAILED\", \"reason\": \"no.\", \"informational\": true}]}"));
        String card = Files.readString(ModelCard.write(run));
        assertTrue(card.contains("| sound | PASSED | 1 of 2 passed. |\n| – a | WARNING | Waived by ann. |\n"), card);
        assertTrue(card.contains("| b | FAILED (informational) | no. |"), card);
        String html = Files.readString(Report.write(run));
        assertTrue(html.contains("<td>– a</td>"), html);
        assertTrue(html.contains("FAILED</span> (informational)</td>"), html);
    }

    @Test
    void theChampionIsNamed() throws Exception {
        ObjectNode evaluation = (ObjectNode) run.read(RunFolder.EVALUATION);
        evaluation
                .putObject("champion")
                .put("version", 3)
                .put("reason", "production serves it")
                .put("how", "rescored");
        run.write(RunFolder.EVALUATION, evaluation);
        String card = Files.readString(ModelCard.write(run));
        assertTrue(card.contains("9 rows. Champion: version 3 (production serves it), rescored."), card);
    }
}
