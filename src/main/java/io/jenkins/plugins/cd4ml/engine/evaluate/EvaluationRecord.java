package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.items.ItemEvaluation;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the evaluation into the run's lineage. */
record EvaluationRecord(Project project, RunFolder run, EvaluationSettings settings) {
    private static final List<String> DOCUMENTS =
            List.of(RunFolder.EVALUATION, Evaluation.LATENCY, ExternalMetrics.FILE, ItemEvaluation.FILE);

    void write(Champion champion, Path model, String digest, ObjectNode document, Instant started, String sentence) {
        Lineage lineage = run.lineage();
        String name = "dataset:" + settings.dataset();
        String dataDigest = document.at("/dataset/digest").asText();
        if (!dataDigest.equals(lineage.digest(name))) {
            String path =
                    project.section("data").get(settings.dataset()).get("path").asText();
            lineage.put(new Lineage.Entity(name, "dataset", settings.dataset(), dataDigest, Map.of("path", path)));
        }
        if (!digest.equals(lineage.digest("model"))) {
            String path = project.folder().relativize(model).toString();
            lineage.put(new Lineage.Entity("model", "model", project.model(), digest, Map.of("path", path)));
        }
        List<String> used = new ArrayList<>(List.of("model", name));
        champion(champion, lineage, used);
        String measured = Digests.of(run.file(RunFolder.EVALUATION));
        lineage.put(new Lineage.Entity("evaluation", "report", "evaluation", measured, Map.of()));
        Map<String, Object> documents = DocumentDigests.attributes(run, DOCUMENTS);
        RunFolder.record(lineage, "evaluate", started, true, sentence, used, List.of("evaluation"), documents);
        run.write(lineage);
    }

    /** Names the champion in the record, where there is one. */
    static void champion(Champion champion, Lineage lineage, List<String> used) {
        if (champion != null && champion.exists()) {
            lineage.put(new Lineage.Entity(
                    "champion",
                    "model",
                    champion.run() != null ? "champion of " + champion.run() : "champion " + champion.version(),
                    champion.digest(),
                    Map.of("against", champion.against(), "version", champion.version())));
            used.add("champion");
        }
    }
}
