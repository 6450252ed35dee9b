package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boxes, several values and several labels: pycocotools' and scikit-learn's numbers, with intervals and gates. */
class AnswersPeerTest {
    /** Boxes of three sizes and four categories, one of them without any; crowds, misses, duplicates and ties of scores. */
    private static final String BOXES = """
        import json, numpy, sys
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
        random = numpy.random.default_rng(int(sys.argv[1]))
        images = [{"id": 7 * i + 1, "width": 640, "height": 480} for i in range(60)]
        categories = [{"id": c, "name": n} for c, n in ((1, "cat"), (3, "dog"), (8, "red kite"), (9, "none"))]
        annotations, found = [], []
        for image in images:
            for _ in range(random.integers(0, 7)):
                size = float(random.choice([20, 60, 150]) * random.uniform(0.7, 1.3))
                box = [float(random.uniform(0, 400)), float(random.uniform(0, 300)), size, size * float(random.uniform(0.6, 1.5))]
                category = int(random.choice([1, 3, 8], p=[0.6, 0.3, 0.1]))
                annotations.append({"id": len(annotations) + 1, "image_id": image["id"], "category_id": category,
                                    "bbox": box, "area": box[2] * box[3] * float(random.uniform(0.6, 1)),
                                    "iscrowd": int(random.random() < 0.08)})
                for _ in range(random.choice([0, 1, 1, 1, 2])):
                    off = random.normal(0, 0.09, 4) * size
                    found.append({"image_id": image["id"], "category_id": category if random.random() < 0.9 else 9,
                                  "bbox": [float(abs(b + o)) for b, o in zip(box, off)],
                                  "score": round(float(random.beta(5, 2)), 2)})
            for _ in range(random.integers(0, 3)):
                found.append({"image_id": image["id"], "category_id": int(random.choice([1, 3, 8])), "score":
                              round(float(random.beta(2, 5)), 2), "bbox": [float(v) for v in random.uniform(5, 200, 4)]})
        json.dump({"images": images, "annotations": annotations, "categories": categories}, open("truth.json", "w"))
        json.dump(found, open("boxes.json", "w"))
        coco = COCO("truth.json")
        judged = COCOeval(coco, coco.loadRes("boxes.json"), "bbox")
        judged.evaluate(); judged.accumulate(); judged.summarize()
        names = ["map", "map50", "map75", "map_small", "map_medium", "map_large", "mar1", "mar10", "mar100"]
        said = dict(zip(names, judged.stats[:9].tolist()))
        for i, c in enumerate(judged.params.catIds):
            p = judged.eval["precision"][:, :, i, 0, 2]
            name = [k["name"] for k in categories if k["id"] == c][0]
            said["ap." + name] = float(p[p > -1].mean()) if (p > -1).any() else None
        json.dump(said, open("expected.json", "w"))
        """;

    private static final String TABLES = """
        import json, numpy, pandas, sys
        from sklearn import metrics as m
        random = numpy.random.default_rng(4)
        n = 200
        if sys.argv[1] == "multi-output":
            truth = pandas.DataFrame({"speed": random.normal(50, 9, n), "heat": random.exponential(3, n)})
            said = truth + random.normal(0, 1, (n, 2))
            expected = {"rmse": m.root_mean_squared_error(truth, said), "mae": m.mean_absolute_error(truth, said),
                        "r2": m.r2_score(truth, said)}
            for c in truth:
                expected.update({c + ".rmse": m.root_mean_squared_error(truth[c], said[c]),
                                 c + ".mae": m.mean_absolute_error(truth[c], said[c]), c + ".r2": m.r2_score(truth[c], said[c])})
        else:
            truth = pandas.DataFrame({c: (random.random(n) < p).astype(int) for c, p in (("red", .4), ("b.lue", .2), ("green", .6))})
            said = (truth * 0.4 + random.random((n, 3)) * 0.6).round(3)
            hard = (said > 0.5).astype(int)
            expected = {"f1_macro": m.f1_score(truth, hard, average="macro"), "f1_micro": m.f1_score(truth, hard, average="micro"),
                        "auc_macro": m.roc_auc_score(truth, said), "pr_auc_macro": m.average_precision_score(truth, said),
                        "subset_accuracy": m.accuracy_score(truth, hard), "hamming_loss": m.hamming_loss(truth, hard)}
            for c in truth:
                expected.update({c + ".f1": m.f1_score(truth[c], hard[c]), c + ".auc": m.roc_auc_score(truth[c], said[c]),
                                 c + ".pr_auc": m.average_precision_score(truth[c], said[c])})
        names = ["k%d" % i for i in range(n)]
        truth.assign(item=names).to_csv("truth.csv", index=False)
        said.assign(item=names).sample(frac=1, random_state=1).to_csv("said.csv", index=False)
        worse = said.copy()
        worse.iloc[:, :] = said.to_numpy()[random.permutation(n)]
        worse.assign(item=names).to_csv("worse.csv", index=False)
        json.dump(expected, open("expected.json", "w"))
        """;

    @TempDir
    Path folder;

    private int runs;

    @BeforeEach
    void model() throws Exception {
        Files.createDirectories(folder.resolve("model"));
        Files.writeString(folder.resolve("model/weights"), "1");
    }

    private void made(String program, String argument) throws Exception {
        Files.writeString(folder.resolve("make.py"), program);
        Map<String, String> path =
                Map.of("PYTHONPATH", Peers.models().resolve("pycocotools").toString());
        Peers.run(folder, path, 120, "make.py", argument);
    }

    private RunFolder evaluate(String predictions, String gates, Champion champion) throws Exception {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: answers\nevaluate:\n  predictions: {it: {" + predictions + "}}\n  resamples: 200\n  against:"
                        + " production\ngates: [" + gates + "]\n");
        RunFolder run = new RunFolder(folder.resolve(".cd4ml/runs/" + ++runs));
        Project project = Project.read(folder, null);
        Evaluation.run(project, run, champion, line -> {});
        Gates.run(run, project.root().path("gates"));
        return run;
    }

    private void equalsPeer(RunFolder run) {
        JsonNode expected = Json.read(folder.resolve("expected.json"));
        int compared = 0;
        for (JsonNode metric : run.read(RunFolder.EVALUATION).path("metrics")) {
            String name = metric.get("name").asText().substring("predictions.it.".length());
            assertTrue(expected.has(name), name);
            if (expected.get(name).isNull()) {
                assertEquals("NaN", metric.get("value").asText(), name);
            } else {
                assertEquals(expected.get(name).asDouble(), metric.get("value").asDouble(), 1e-12, name);
            }
            compared++;
        }
        assertEquals(expected.size(), compared);
    }

    private static List<GateItem> items(RunFolder run) {
        return run.read(RunFolder.GATES, GateReport.class).items();
    }

    private static Champion kept(RunFolder run) {
        return new Champion("production", 1, "sha256:0", null, run.file("evaluate/predictions.parquet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void boxesAreMeasuredAsByCoco(String seed) throws Exception {
        made(BOXES, seed);
        RunFolder run = evaluate(
                "format: coco, truth: truth.json, path: boxes.json",
                "{metric: predictions.it.map50, min: 0.05, confidence: 0.95}, {metric: predictions.it.map, min: 0.99,"
                        + " confidence: 0.95}",
                null);
        equalsPeer(run);
        assertEquals(
                Verdict.PASSED, items(run).get(0).verdict(), items(run).get(0).reason());
        assertEquals(
                Verdict.FAILED, items(run).get(1).verdict(), items(run).get(1).reason());
        JsonNode map = run.read(RunFolder.EVALUATION).at("/metrics/0");
        assertTrue(map.at("/interval/low").asDouble() < map.get("value").asDouble(), map.toString());
        assertTrue(map.at("/interval/high").asDouble() > map.get("value").asDouble(), map.toString());
    }

    @Test
    void aDetectorThatMissesMoreIsFoundWorseImageByImage() throws Exception {
        made(BOXES, "1");
        String boxes = "format: coco, truth: truth.json, path: boxes.json";
        Champion champion = kept(evaluate(boxes, "{metric: predictions.it.map, min: 0}", null));
        String gate = "{metric: predictions.it.map, against: production, minChange: -0.02, confidence: 0.95}";
        GateItem same = items(evaluate(boxes, gate, champion)).get(0);
        assertTrue(same.verdict() != Verdict.FAILED, same.reason());
        JsonNode all = Json.read(folder.resolve("boxes.json"));
        var half = Json.MAPPER.createArrayNode();
        for (int i = 0; i < all.size(); i += 2) {
            half.add(all.get(i));
        }
        Files.writeString(folder.resolve("boxes.json"), Json.text(half));
        GateItem worse = items(evaluate(boxes, gate, champion)).get(0);
        assertEquals(Verdict.FAILED, worse.verdict(), worse.reason());
        Files.writeString(
                folder.resolve("truth.json"),
                Files.readString(folder.resolve("truth.json")).replaceFirst("\"iscrowd\": 0", "\"iscrowd\": 1"));
        GateItem other = items(evaluate(boxes, gate, champion)).get(0);
        assertEquals(Verdict.INCONCLUSIVE, other.verdict(), other.reason());
        assertTrue(other.reason().contains("truth"), other.reason());
    }

    @ParameterizedTest
    @CsvSource({"multi-output, r2", "multilabel, f1_macro"})
    void severalValuesAndLabelsAreMeasuredAsByScikitLearn(String format, String metric) throws Exception {
        made(TABLES, format);
        RunFolder run = evaluate(
                "format: " + format + ", truth: truth.csv, path: said.csv",
                "{metric: predictions.it." + metric + ", min: 0.3, confidence: 0.95}",
                null);
        equalsPeer(run);
        assertEquals(
                Verdict.PASSED, items(run).get(0).verdict(), items(run).get(0).reason());
        GateItem worse = items(evaluate(
                        "format: " + format + ", truth: truth.csv, command: cp worse.csv $CD4ML_OUTPUT",
                        "{metric: predictions.it." + metric
                                + ", against: production, minChange: -0.05, confidence: 0.95}",
                        kept(run)))
                .get(0);
        assertEquals(Verdict.FAILED, worse.verdict(), worse.reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "coco | {} | [] | is no truth of COCO: it needs images, annotations and categories.",
                "coco | {\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}]} | {} | is no list of detections",
                "coco | {\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}]} | [{\"image_id\": 2}]"
                        + " | [0]: image 2 is none of the truth's images.",
                "coco | {\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}]} | [{\"image_id\": 1,"
                        + " \"category_id\": 4}] | [0]: category 4 is none of the truth's categories.",
                "coco | {\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}]} | [{\"image_id\": 1,"
                        + " \"category_id\": 1, \"bbox\": [1, 2, -3, 4], \"score\": 1}] | [0]: bbox must be",
                "coco | {\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}]}"
                        + " | [{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}] | [0]: bbox must be",
                "coco | { | [] | line 1 cannot be read as JSON",
                "multilabel | item,a;x,2 | item,a;x,1 | item 'x': 2.0 is no label; 0 or 1 is wanted.",
                "multilabel | item,a;x,1 | item,a;x,1.5 | item 'x': 1.5 is no answer; a probability, or 0 and 1, is"
                        + " wanted.",
                "multi-output | item,a;x,1;y,2 | item,a;x,1 | has no answer for item 'y'; every item needs one.",
                "multi-output | item,a;x,1 | item,a;x,1;z,1 | answers item 'z', which the truth does not have.",
                "multi-output | item,a;x,1 | item,b;x,1 | has no column 'a', which the truth has; it has item, b.",
                "multi-output | item,a;x,1;x,2 | item,a;x,1 | row 2, item: 'x' is there twice.",
                "multi-output | item,a;x,one | item,a;x,1 | row 1, a: 'one' is no number.",
                "multi-output | a;1 | a;1 | must have a column item; it has a.",
            },
            quoteCharacter = '`')
    void filesThatAreNotOfTheirFormatAreRefused(String format, String truth, String said, String expected)
            throws Exception {
        boolean boxes = format.equals("coco");
        Files.writeString(folder.resolve("truth"), truth.strip().replace(';', '\n'));
        Path data = folder.resolve(boxes ? "truth.json" : "truth.csv");
        Files.move(folder.resolve("truth"), data);
        Files.writeString(
                folder.resolve(boxes ? "said.json" : "said.csv"), said.strip().replace(';', '\n'));
        String end = boxes ? ".json" : ".csv";
        String message = assertThrows(
                        InputException.class,
                        () -> evaluate("format: " + format + ", truth: truth" + end + ", path: said" + end, "", null))
                .getMessage();
        assertTrue(message.contains(expected.strip()), message);
        assertEquals(1, message.lines().count(), message);
    }
}
