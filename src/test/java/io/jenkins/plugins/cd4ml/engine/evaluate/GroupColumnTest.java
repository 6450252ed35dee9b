package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code evaluate.group} is the unit of every interval, or is refused where it means nothing. */
class GroupColumnTest {
    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
        project.model("zipmap.onnx", "age", "income");
        Path rows = folder.resolve("rows.csv");
        List<String> lines = Files.readAllLines(rows);
        Files.write(
                rows,
                IntStream.range(0, lines.size())
                        .mapToObj(i -> lines.get(i) + (i == 0 ? ",all,own,shop" : ",x,u" + i + ",s" + i % 12))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group: churned | (evaluate.group): 'churned' is the target: rows of one class or value are no group",
                "group: id | (evaluate.group): 'id' is the key, which names single rows; name the column of",
                "{weight: age, group: age} | (evaluate.group): 'age' is the weight; name the column of the customer",
                "group: all | (evaluate.group): all 120 rows of holdout have the same 'all', so they are one unit",
                "{group: own, task: ranking, target: value, metrics: [ndcg]} | (evaluate.group): each 'own' of holdout"
                        + " has one row only, so no query has two rows to be ranked.",
                "group: nothing | has no group column 'nothing'",
            })
    void aGroupThatMeansNothingIsRefused(String yaml, String expected) throws Exception {
        boolean value = yaml.contains("ranking");
        if (value) {
            project.model("value.onnx", "age", "income");
        }
        String lines =
                yaml.replaceAll("[{}]", "").replace(", metrics", "\nmetrics").replace(", ", "\n");
        project.evaluate((value ? "" : "target: churned\n") + lines + "\n");
        String message =
                assertThrows(InputException.class, () -> project.run(null)).getMessage();
        assertTrue(message.contains(expected.strip()), message);
    }

    @Test
    void groupsOfSingleRowsAreToldAndChangeNothing() throws Exception {
        project.evaluate("target: churned\nmetrics: [log_loss]").run(null);
        double low = project.metric("log_loss", null).at("/interval/low").asDouble();
        project.evaluate("target: churned\nmetrics: [log_loss]\ngroup: own").run(null);
        assertEquals(
                "each 'own' has one row only: group changes nothing",
                project.evaluation().at("/model/notes/0").asText());
        assertEquals(low, project.metric("log_loss", null).at("/interval/low").asDouble(), 0.05);
    }

    @Test
    void groupsOfSeveralRowsAreTheUnits() throws Exception {
        project.evaluate("target: churned\nmetrics: [log_loss]\ngroup: shop").run(null);
        assertTrue(project.evaluation().at("/model/notes").isEmpty());
        assertTrue(project.metric("log_loss", null).at("/interval/low").isNumber());
    }
}
