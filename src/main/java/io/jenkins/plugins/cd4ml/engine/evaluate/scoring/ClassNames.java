package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which classes the numbers of a model are of, in their order: as the signature names them, else as its outputs do, else
 * the values of the target in their order. Never guessed where these do not tell: probabilities of the wrong classes
 * look like a bad model, or like a good one.
 */
final class ClassNames {
    private static final int SHOWN = 20;

    private ClassNames() {}

    /**
     * @param told classes that the model's signature names; may be empty
     * @throws InputException when they are not as many as the model's numbers, or cannot be told
     */
    static List<String> of(Answers answers, List<String> told, HoldoutRows rows) {
        if (answers.width() == 0) {
            return told.isEmpty() ? two(seen(rows, answers)) : told;
        }
        int count = Math.max(2, answers.width());
        List<String> classes = !told.isEmpty() ? told : answers.classes() != null ? answers.classes() : List.of();
        if (classes.isEmpty() && answers.outputs() != null) {
            classes = named(answers.outputs(), seen(rows, answers));
        }
        if (classes.isEmpty()) {
            classes = seen(rows, answers);
            if (classes.size() != count) {
                throw new InputException("The model answers " + answers.width()
                        + (answers.width() == 1 ? " number" : " numbers") + " a row and names no classes, and the"
                        + " target has " + classes.size() + (classes.size() == 1 ? " value (" : " values (")
                        + shortened(classes) + "); list the classes, in the order of the numbers, in signature.json:"
                        + " {\"classes\": […]}.");
            }
        }
        if (classes.size() != count) {
            throw new InputException("The model answers " + answers.width() + " numbers a row, but has the classes "
                    + classes + "; list them in signature.json.");
        }
        return classes;
    }

    private static List<String> two(List<String> classes) {
        if (classes.size() < 2) {
            throw new InputException("Truth and predictions have only the class " + String.join("", classes)
                    + "; measure on rows of other classes, too, or list the classes in signature.json.");
        }
        return classes;
    }

    /** @return the truth's values in their order, where these are as many as the classes; else the classes */
    static List<String> unnamed(List<String> classes, HoldoutRows rows) {
        List<String> seen = sorted(Arrays.asList(rows.targets()));
        return seen.size() == classes.size() ? seen : classes;
    }

    /** @return the classes of truth and predictions, in their order, as the truth spells them */
    private static List<String> seen(HoldoutRows rows, Answers answers) {
        Set<String> all = new LinkedHashSet<>(Arrays.asList(rows.targets()));
        if (answers.labels() != null) {
            all.addAll(Arrays.asList(answers.labels()));
        }
        return sorted(all);
    }

    private static List<String> sorted(Collection<String> texts) {
        Map<String, String> spelt = new TreeMap<>();
        new LinkedHashSet<>(texts).forEach(t -> spelt.putIfAbsent(PredictionTask.canonical(t), t));
        List<String> sorted = new ArrayList<>(spelt.values());
        sorted.sort(PredictionTask::compare);
        return sorted;
    }

    /** @return what follows a common beginning of the outputs' names, where all classes that were seen are among it */
    private static List<String> named(List<String> outputs, List<String> seen) {
        int shortest = outputs.stream().mapToInt(String::length).min().orElse(0);
        for (int from = 0; from < shortest; from++) {
            String beginning = outputs.get(0).substring(0, from);
            if (!outputs.stream().allMatch(o -> o.startsWith(beginning))) {
                break;
            }
            List<String> ends =
                    outputs.stream().map(o -> o.substring(beginning.length())).toList();
            if (seen.stream().allMatch(s -> PredictionTask.index(ends, s) >= 0)) {
                return ends;
            }
        }
        return List.of();
    }

    private static String shortened(List<String> names) {
        return names.size() <= SHOWN ? String.join(", ", names) : String.join(", ", names.subList(0, SHOWN)) + ", …";
    }
}
