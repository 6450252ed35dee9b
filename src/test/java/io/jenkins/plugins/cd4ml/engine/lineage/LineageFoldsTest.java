package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a record when parts of it are folded away, and what is drawn of it. */
class LineageFoldsTest {
    private final Lineage lineage = new Lineage();

    @BeforeEach
    void aRecord() {
        for (String id : List.of("dataset:train", "dataset:holdout", "code", "model", "evaluation", "deployment")) {
            String kind = id.startsWith("dataset") ? "dataset" : id;
            lineage.put(new Lineage.Entity(id, kind, id, "sha256:" + id.hashCode(), Map.of()));
        }
        done("train", List.of("dataset:train", "code"), List.of("model"));
        done("evaluate", List.of("dataset:holdout", "model"), List.of("evaluation"));
        done("promote", List.of("model", "evaluation"), List.of("deployment"));
    }

    private void done(String kind, List<String> used, List<String> made) {
        RunFolder.record(lineage, kind, Instant.EPOCH, true, kind, used, made, Map.of());
    }

    private static Set<String> ids(Lineage lineage) {
        Set<String> ids = lineage.entities.stream().map(Lineage.Entity::id).collect(Collectors.toSet());
        lineage.activities.forEach(a -> ids.add(a.id()));
        return ids;
    }

    @Test
    void whatLeadsToAFoldedNodeAloneIsGone() {
        LineageFolds folds = new LineageFolds(lineage, List.of("model"));
        assertEquals(
                Set.of("model", "dataset:holdout", "evaluate", "evaluation", "promote", "deployment"),
                ids(folds.shown()));
        assertEquals(3, folds.hidden("model"));
        assertEquals(0, folds.hidden("evaluation"));
        folds = new LineageFolds(lineage, List.of("evaluation"));
        assertEquals(2, folds.hidden("evaluation"), "the model leads elsewhere, too");
        assertTrue(ids(folds.shown()).contains("model"));
        folds = new LineageFolds(lineage, List.of("deployment"));
        assertEquals(Set.of("deployment"), ids(folds.shown()));
    }

    @Test
    void nothingIsFoldedThatIsNotThereOrHasNothingBeforeIt() {
        LineageFolds folds = new LineageFolds(lineage, List.of("code", "\"><script>", "dataset:train"));
        assertSame(lineage, folds.shown());
        assertFalse(folds.foldable("code"));
        assertFalse(folds.foldable("nothing"));
        assertTrue(folds.foldable("model"));
    }

    @Test
    void aCycleEnds() {
        done("again", List.of("deployment"), List.of("dataset:train"));
        LineageFolds folds = new LineageFolds(lineage, List.of("model"));
        assertTrue(ids(folds.shown()).contains("model"));
    }

    @Test
    void theWayFromDataToEnvironmentIsMarked() {
        LineageGraph graph = new LineageGraph(lineage);
        Set<String> way =
                graph.way().stream().mapToObj(i -> graph.nodes().get(i).id()).collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "dataset:train",
                        "train",
                        "model",
                        "dataset:holdout",
                        "evaluate",
                        "evaluation",
                        "promote",
                        "deployment"),
                way);
        String svg = LineageSvg.of(graph);
        assertTrue(svg.contains("cd4ml-kind-dataset cd4ml-way"), svg);
        assertTrue(svg.contains("cd4ml-kind-code\""), "the code is no data");
        assertFalse(svg.contains("cd4ml-fold"), "a page that answers no links has none");
    }
}
