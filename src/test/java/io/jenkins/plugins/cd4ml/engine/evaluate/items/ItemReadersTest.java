package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real outputs of the tools; README.md beside them says how they were made. */
class ItemReadersTest {
    private static final Path FILES = Path.of("src/test/resources/io/jenkins/plugins/cd4ml/engine/evaluate/items");

    @TempDir
    Path folder;

    private static ItemTable table(String format, Path path) {
        ItemReader reader = ItemReaders.of(format);
        return ItemTable.of(reader.read(path, Json.object()), reader);
    }

    private static double mean(SortedMap<String, Double> values) {
        return values.values().stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    }

    /** Means as the tools themselves report them. */
    @ParameterizedTest
    @CsvSource({
        "promptfoo, promptfoo-champion.json, pass_rate, 24, 48, 0.6666666667",
        "promptfoo, promptfoo-new.json, pass_rate, 24, 48, 0.8541666667",
        "promptfoo, promptfoo-new.json, polite, 24, 48, 0.8541666667",
        "deepeval, deepeval-new.json, pass_rate, 20, 40, 0.925",
        "deepeval, deepeval-new.json, Contains, 20, 40, 0.925",
        "mlflow, mlflow-new.json, contains, 20, 20, 0.9",
        "mlflow, mlflow-new.json, brevity, 20, 20, 0.5392857143",
    })
    void meansAreThoseOfTheTool(String format, String file, String metric, int items, int results, double mean) {
        ItemTable table = table(format, FILES.resolve(file));
        assertEquals(items, table.metrics().get(metric).size());
        assertEquals(results, table.results());
        assertEquals(mean, mean(table.metrics().get(metric)), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"champion, 24", "new, 24"})
    void lmEvalsMeanIsThatOfItsResults(String which, int items) throws Exception {
        Path path = FILES.resolve("lm-eval-" + which);
        ItemTable table = table("lm-eval", path);
        assertEquals(items, table.judges().size());
        Path results = FolderOfResults.newest(path, "results_*.json");
        double acc = Json.read(results).at("/results/sums").path("acc,none").asDouble();
        assertEquals(acc, mean(table.metrics().get("acc")), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"inspect-champion.json, 20, 60", "inspect-new.json, 20, 60", "inspect-new.eval, 6, 12"})
    void inspectsMeanIsThatOfItsResults(String file, int items, int results) {
        ItemTable table = table("inspect", FILES.resolve(file));
        assertEquals(items, table.metrics().get("includes").size());
        assertEquals(results, table.results());
        assertTrue(table.metrics().containsKey("latency") && table.metrics().containsKey("tokens"));
        if (file.endsWith(".json")) {
            double reported = ItemFiles.json(FILES.resolve(file))
                    .at("/results/scores/0/metrics/accuracy/value")
                    .asDouble();
            assertEquals(reported, mean(table.metrics().get("includes")), 1e-9);
        }
    }

    @Test
    void ragasNamesItemsByQuestionAndReference() {
        ItemTable champion = table("ragas", FILES.resolve("ragas-champion.csv"));
        ItemTable fresh = table("ragas", FILES.resolve("ragas-new.csv"));
        assertEquals(20, champion.judges().size());
        assertEquals(champion.judges().keySet(), fresh.judges().keySet());
        assertTrue(
                champion.metrics().containsKey("exact_match"),
                champion.metrics().keySet()::toString);
    }

    /** Two prompts are asked the same, so their items pair; prompts and models do not name an item. */
    @ParameterizedTest
    @CsvSource({
        "promptfoo, .json, pass_rate",
        "deepeval, .json, pass_rate",
        "inspect, .json, includes",
        "lm-eval, '', acc",
        "mlflow, .json, contains"
    })
    void anotherPromptIsPairedItemByItem(String format, String end, String metric) {
        ItemPairs pairs = ItemPairs.of(
                metric,
                table(format, FILES.resolve(format + "-new" + end)),
                table(format, FILES.resolve(format + "-champion" + end)),
                0.01);
        assertNull(pairs.unlike());
        assertTrue(pairs.items().size() >= 20);
    }

    @Test
    void otherCasesAndOtherJudgesCannotBeCompared() throws Exception {
        ItemTable champion = table("promptfoo", FILES.resolve("promptfoo-champion.json"));
        ObjectNode edited = (ObjectNode) ItemFiles.json(FILES.resolve("promptfoo-new.json"));
        edited.at("/results/results").forEach(r -> {
            ((ObjectNode) r.at("/testCase/assert/1")).put("type", "llm-rubric").put("provider", "another");
        });
        Path other = Files.writeString(folder.resolve("judge.json"), Json.text(edited));
        assertEquals(
                "24 of 24 items were judged otherwise (assertions, judge model, judge prompt or truth) than the"
                        + " champion's; judge the champion's answers anew",
                ItemPairs.of("pass_rate", table("promptfoo", other), champion, 0.01)
                        .unlike());
        edited = (ObjectNode) ItemFiles.json(FILES.resolve("promptfoo-new.json"));
        var kept = Json.MAPPER.createArrayNode();
        for (int i = 0; i < 24; i++) { // the hard half is left out
            kept.add(edited.at("/results/results").get(i));
        }
        ((ObjectNode) edited.get("results")).set("results", kept);
        other = Files.writeString(folder.resolve("half.json"), Json.text(edited));
        assertTrue(ItemPairs.of("pass_rate", table("promptfoo", other), champion, 0.01)
                .unlike()
                .contains(" of 24 items were asked of only one of the two"));
    }

    /** An error is no answer: its score is missing, and it does not pass. */
    @Test
    void anErrorIsNoScore() throws Exception {
        ObjectNode edited = (ObjectNode) ItemFiles.json(FILES.resolve("promptfoo-new.json"));
        ((ObjectNode) edited.at("/results/results/0"))
                .put("failureReason", 2)
                .put("success", false)
                .remove("namedScores");
        Path file = Files.writeString(folder.resolve("error.json"), Json.text(edited));
        ItemTable table = table("promptfoo", file);
        assertTrue(Double.isNaN(mean(table.metrics().get("correct"))));
        assertTrue(mean(table.metrics().get("error")) > 0);
    }

    @ParameterizedTest
    @CsvSource({"promptfoo", "deepeval", "inspect", "mlflow", "ragas", "values", "lm-eval"})
    void whatIsNoOutputOfTheToolIsRefusedWithItsName(String format) throws Exception {
        for (String text :
                new String[] {"{}", "[]", "{\"results\": [1, {\"a\": null}]}", "[[1], 2, null]", "not json", ""}) {
            Path file = Files.writeString(folder.resolve("x.json"), text);
            String message = assertThrows(InputException.class, () -> table(format, file), text)
                    .getMessage();
            assertTrue(message.contains("x.json"), message);
        }
    }
}
