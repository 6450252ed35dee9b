package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins the answers of batches. */
final class AnswerCollector {
    private final List<Answers> parts = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();

    void add(Answers answers) {
        String[] labels = answers.labels();
        for (int i = 0; labels != null && i < labels.length; i++) {
            labels[i] = known.computeIfAbsent(labels[i], l -> l); // a million rows, two words
        }
        parts.add(answers);
    }

    Answers all() {
        Answers all = Answers.joined(parts);
        parts.clear();
        parts.add(all);
        return all;
    }
}
