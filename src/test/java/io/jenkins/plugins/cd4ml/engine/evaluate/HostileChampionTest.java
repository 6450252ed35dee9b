package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that could be taken for those of other rows, by which a poor champion makes any model look good. */
class HostileChampionTest {
    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
    }

    private void notComparable(Champion champion, String why) throws Exception {
        project.run(champion);
        assertEquals("not comparable", project.evaluation().at("/champion/how").asText());
        assertEquals(why, project.evaluation().at("/champion/why").asText().replace(folder.toString(), "DIR"));
        GateItem gate = project.check().items().get(0);
        assertEquals(Verdict.ERROR, gate.verdict(), gate.reason());
    }

    /** Three probabilities a row, read as one number a row, are answers to a third of the rows. */
    @Test
    void aChampionOfClassesIsNoneOfARegression() throws Exception {
        project.model("value.onnx", "age", "income")
                .evaluate("target: value\ntask: regression")
                .gates("[{metric: rmse, against: production, maxChange: 0}]");
        notComparable(
                project.champion("kinds.onnx", "age", "income"), "DIR/old answers 3 numbers a row, but one is wanted.");
        Champion lost = project.champion("kinds.onnx", "age", "income");
        project.model("kinds.onnx", "age", "income")
                .evaluate("target: kind")
                .gates("")
                .run(null);
        Path kept = folder.resolve("kept.parquet");
        Files.copy(project.run.file("evaluate/predictions.parquet"), kept, StandardCopyOption.REPLACE_EXISTING);
        project.model("value.onnx", "age", "income")
                .evaluate("target: value\ntask: regression")
                .gates("[{metric: rmse, against: production, maxChange: 0}]");
        notComparable(
                new Champion("production", 3, lost.digest(), null, kept),
                "its model is not kept. DIR/kept.parquet answers 3 numbers a row, but one is wanted.");
    }

    @Test
    void keysOfACommandAreNotTakenForNumbersOfRows() throws Exception {
        project.edit("^1([0-9]+),", "$1,")
                .evaluate("target: churned\nmetrics: [auc]\npositive: 'yes'\n"
                        + "command: \"awk -F, 'NR==1 {print \\\"key,score\\\"} NR>1 {print $1 \\\",0.5\\\"}'"
                        + " $CD4ML_DATA > $CD4ML_OUTPUT\"");
        project.run(null);
        assertEquals(
                "DIR/run/evaluate/command.csv names its rows by 'key', but evaluate.key names no column of the data"
                        + " that holds these keys; name it, or write 'row', the row's number from 1.",
                assertThrows(InputException.class, () -> keyless(null))
                        .getMessage()
                        .replace(folder.toString(), "DIR"));
    }

    /** Less than 1 % of all rows are others, but these are the rows of a slice that the gap rests on. */
    @Test
    void aGapIsNotComparedWithOneThatLostASlice() throws Exception {
        project.edit("^(100[78],[0-9]+,[0-9.]+),[a-z]+", "$1,east")
                .model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [accuracy]\nslices: [region]")
                .gates("[{metric: gap.accuracy.region, against: production, maxChange: 1}]");
        project.run(null);
        Path kept = folder.resolve("kept.parquet");
        Files.copy(project.run.file("evaluate/predictions.parquet"), kept, StandardCopyOption.REPLACE_EXISTING);
        Champion champion = new Champion("production", 3, "sha256:00", null, kept);
        project.run(champion);
        assertEquals(Verdict.PASSED, project.check().verdict());
        project.edit("^1007,([0-9]+),[0-9.]+", "1007,$1,20").run(champion);
        GateItem gate = project.check().items().get(0);
        assertEquals(Verdict.ERROR, gate.verdict(), gate.reason());
        assertEquals(
                "gap.accuracy.region of the champion is NaN, so no change is known: too few rows of region=east are the"
                        + " champion's rows.",
                gate.reason());
    }

    /** Without keys the rows are known by what they hold, wherever they went; one that is new is none of the old. */
    @Test
    void rowsThatMovedAreStillTheSame() throws Exception {
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [auc]")
                .gates("[{metric: auc, against: production, minChange: 0}]");
        keyless(null);
        double before = project.metric("auc", null).get("value").asDouble();
        Path kept = folder.resolve("kept.parquet");
        Files.copy(project.run.file("evaluate/predictions.parquet"), kept, StandardCopyOption.REPLACE_EXISTING);
        List<String> rows = new ArrayList<>(Files.readAllLines(folder.resolve("rows.csv")));
        String head = rows.remove(0);
        Collections.reverse(rows);
        rows.add(0, head);
        Files.write(folder.resolve("rows.csv"), rows);
        Champion champion = new Champion("production", 3, "sha256:00", null, kept);
        keyless(champion);
        assertEquals(120, project.evaluation().at("/champion/rowsJoined").asInt());
        assertEquals(before, project.metric("auc", null).get("champion").asDouble());
        rows.set(5, rows.get(6));
        Files.write(folder.resolve("rows.csv"), rows);
        keyless(champion);
        assertEquals(1, project.evaluation().at("/champion/rowsDiffering").asInt(), "a row's answer is given once");
    }

    private void keyless(Champion champion) throws Exception {
        project.project();
        String yaml = Files.readString(folder.resolve("cd4ml.yaml")).replace("  key: id\n", "");
        Files.writeString(folder.resolve("cd4ml.yaml"), yaml);
        Evaluation.run(Project.read(folder, null), project.run, champion, Progress.SILENT);
    }

    @Test
    void aGapRestsOnItsSmallestSlice() throws Exception {
        project.edit("^(100[78],[0-9]+,[0-9.]+),[a-z]+", "$1,east")
                .model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [accuracy]\nslices: [region]")
                .gates("[{metric: gap.accuracy.region, max: 1, minSupport: 3}]");
        project.run(null);
        assertEquals(
                "gap.accuracy.region rests on a slice of 2 rows; at least 3 are wanted.",
                project.check().items().get(0).reason());
        assertEquals(Verdict.INCONCLUSIVE, project.check().verdict());
    }
}
