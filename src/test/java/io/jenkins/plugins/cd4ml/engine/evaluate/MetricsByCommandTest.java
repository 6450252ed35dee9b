package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics of one's own: a command measures each row, cd4ml draws the intervals. */
class MetricsByCommandTest {
    private static final String PREDICT = "target: churned\nmetrics: [auc]\ncommand: "
            + "\"awk -F, 'NR==1 {print \\\"key,p_no,p_yes\\\"} NR>1 {p=$2/100; print $1 \\\",\\\" 1-p \\\",\\\" p}'"
            + " $CD4ML_DATA > $CD4ML_OUTPUT\"\n";
    /** A profit of gain × age for each row, where the rows were scored before. */
    private static final String PROFIT = "items: {own: {format: values, command: \"test -s $CD4ML_DATA && awk -F,"
            + " -v gain=$(cat $CD4ML_MODEL/gain) 'NR==1 {print \\\"item,profit\\\"} NR>1 {print $1 \\\",\\\" gain*$2}'"
            + " rows.csv > $CD4ML_OUTPUT\"}}\n";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        assumeFalse(
                System.getProperty("os.name").startsWith("Windows"), "the commands of this test are for a POSIX shell");
        project = new ModelProject(folder);
        gain("2");
    }

    private void gain(String gain) throws Exception {
        Files.writeString(folder.resolve("model/gain"), gain);
    }

    private double meanAge() throws Exception {
        return Files.readAllLines(folder.resolve("rows.csv")).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .average()
                .orElseThrow();
    }

    @Test
    void theMeanOverTheItemsHasAnIntervalAndGates() throws Exception {
        project.evaluate(PREDICT + PROFIT)
                .gates("[{metric: items.own.profit, min: " + meanAge() + ", confidence: 0.95}]");
        project.run(null);
        JsonNode profit = project.metric("items.own.profit", null);
        assertEquals(2 * meanAge(), profit.get("value").asDouble(), 1e-9);
        assertTrue(profit.get("higherIsBetter").asBoolean());
        assertTrue(profit.at("/interval/low").asDouble() < profit.get("value").asDouble());
        assertTrue(profit.at("/interval/high").asDouble() > profit.get("value").asDouble());
        assertEquals(Verdict.PASSED, project.check().items().get(0).verdict());
    }

    @Test
    void itIsComparedItemByItemWithTheChampions() throws Exception {
        project.evaluate(PREDICT + PROFIT).run(null);
        Path kept = folder.resolve("champion/evaluate");
        Files.createDirectories(kept);
        for (String file : new String[] {"predictions.parquet", "items.json"}) {
            Files.copy(project.run.file("evaluate/" + file), kept.resolve(file));
        }
        String digest = Digests.of(folder.resolve("model"));
        Champion champion = new Champion("production", 1, digest, null, kept.resolve("predictions.parquet"));
        gain("1.9");
        String gate = "[{metric: items.own.profit, against: production, minChange: -0.5, confidence: 0.95,"
                + " firstVersion: pass}]";
        project.evaluate(PREDICT + PROFIT + "against: production\n").gates(gate).run(champion);
        GateItem item = project.check().items().get(0);
        assertEquals(Verdict.FAILED, item.verdict(), item.reason());
        assertEquals(2 * meanAge(), item.baseline(), 1e-9);
        assertEquals(1.9 * meanAge(), item.observed(), 1e-9);
    }

    /** A mean of which nothing is known has no bound that its interval stops at. */
    @Test
    void aLossIsALossInItsIntervalToo() throws Exception {
        gain("-2");
        project.evaluate(PREDICT + PROFIT)
                .gates("[{metric: items.own.profit, min: 0, confidence: 0.95}]")
                .run(null);
        JsonNode profit = project.metric("items.own.profit", null);
        assertEquals(-2 * meanAge(), profit.get("value").asDouble(), 1e-9);
        assertTrue(profit.at("/interval/low").asDouble() < profit.get("value").asDouble());
        assertTrue(profit.at("/interval/high").asDouble() < 0);
        assertEquals(Verdict.FAILED, project.check().items().get(0).verdict());
    }

    @Test
    void aMissingValueIsAnErrorForItsGate() throws Exception {
        project.evaluate(PREDICT + PROFIT.replace("NR>1 {print", "NR==2 {print $1 \\\",\\\"} NR>2 {print"))
                .gates("[{metric: items.own.profit, min: 0}]")
                .run(null);
        GateItem item = project.check().items().get(0);
        assertEquals(Verdict.ERROR, item.verdict(), item.reason());
        assertTrue(item.reason().contains("1 of "), item.reason());
    }

    @Test
    void aMistakeNamesTheCommandThatMadeIt() {
        project.evaluate(PREDICT + "items: {own: {format: values, command: exit 3}}");
        assertEquals(
                "evaluate.items.own.command 'exit 3' ended with exit code 3.",
                assertThrows(InputException.class, () -> project.run(null)).getMessage());
        assertFalse(project.run.has(RunFolder.EVALUATION), "an evaluation that fails leaves none");
    }

    /** What an earlier evaluation of this run scored is no data of this one. */
    @Test
    void withoutADatasetThereIsNoDataForTheCommand() throws Exception {
        project.evaluate(PREDICT).run(null);
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: prompt\nevaluate:\n  items: {own: {format: values, command: \"printf"
                        + " 'item,answer\\\\na,%d\\\\n' ${CD4ML_DATA:+1}0 > $CD4ML_OUTPUT\"}}\n");
        Evaluation.run(io.jenkins.plugins.cd4ml.engine.project.Project.read(folder, null), project.run, null, l -> {});
        assertEquals(0, project.metric("items.own.answer", null).get("value").asDouble());
    }

    /** A profit of gain × age − 100 a row, which is below 0 on average. */
    private static String custom(String awk) {
        return PREDICT
                + "custom: {profit: {command: \"test -s $CD4ML_DATA && awk -F, -v gain=$(cat $CD4ML_MODEL/gain) '" + awk
                + "' rows.csv > $CD4ML_OUTPUT\", seconds: 20}}\n";
    }

    @Test
    void aMeanBelowZeroHasAnIntervalBelowZero() throws Exception {
        project.evaluate(custom("NR==1 {print \\\"key,value\\\"} NR>1 {print $1 \\\",\\\" gain*$2-200}"))
                .gates("[{metric: custom.profit, min: -150, confidence: 0.95}, {metric: custom.profit, min: 0,"
                        + " confidence: 0.95}]")
                .run(null);
        JsonNode profit = project.metric("custom.profit", null);
        assertEquals(2 * meanAge() - 200, profit.get("value").asDouble(), 1e-9);
        assertTrue(profit.at("/interval/low").asDouble() < profit.get("value").asDouble());
        assertTrue(profit.at("/interval/high").asDouble() > profit.get("value").asDouble());
        assertTrue(profit.at("/interval/high").asDouble() < 0);
        assertEquals(Verdict.PASSED, project.check().items().get(0).verdict());
        assertEquals(Verdict.FAILED, project.check().items().get(1).verdict());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NR==1 {print \"key,value\"} NR>2 {print $1 \",1\"} | wrote 119 values for 120 rows; every row needs"
                        + " one.",
                "NR==1 {print \"key,value\"} NR>1 {print 1000 \",1\"} | wrote key '1000' twice.",
                "NR==1 {print \"row,value\"} NR>1 {print NR \",1\"} | wrote row '121' which is no row of the data.",
                "NR==1 {print \"row,profit\"} NR>1 {print NR \",1\"} | wrote the columns row, profit; row (from 1) or"
                        + " key,",
                "NR==1 {system(\"sleep 60\")} | evaluate.custom.profit.command",
            },
            quoteCharacter = '`')
    void whatACommandDoesWrongIsToldInOneSentence(String awk, String expected) {
        boolean slow = awk.contains("sleep");
        String yaml = custom(awk.strip().replace("\"", "\\\""));
        project.evaluate(slow ? yaml.replace("seconds: 20", "seconds: 1") : yaml);
        String message =
                assertThrows(InputException.class, () -> project.run(null)).getMessage();
        assertTrue(message.contains(expected.strip()), message);
        assertTrue(!slow || message.endsWith(" took more than 1 s."), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aGateOnNoMetricOfTheSectionIsRefused() {
        project.evaluate(PREDICT).gates("[{metric: custom.profit, min: 0}]");
        String message =
                assertThrows(InputException.class, () -> project.run(null)).getMessage();
        assertTrue(message.contains("evaluate.custom has no 'profit', so there is no custom.profit."), message);
    }
}
