package io.jenkins.plugins.cd4ml.engine.evaluate;

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
        Answers first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        int rows = parts.stream().mapToInt(Answers::rows).sum();
        double[] numbers = new double[rows * first.width()];
        String[] labels = first.labels() == null ? null : new String[rows];
        int at = 0;
        for (Answers part : parts) {
            System.arraycopy(part.numbers(), 0, numbers, at * first.width(), part.numbers().length);
            if (labels != null) {
                System.arraycopy(part.labels(), 0, labels, at, part.rows());
            }
            at += part.rows();
        }
        parts.clear();
        Answers all = new Answers(numbers, first.width(), labels, first.classes(), first.logits());
        parts.add(all);
        return all;
    }
}
