package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.command.CommandTrainer;
import io.jenkins.plugins.cd4ml.engine.train.djl.DjlTraining;
import io.jenkins.plugins.cd4ml.engine.train.kubernetes.KubernetesTrainer;
import io.jenkins.plugins.cd4ml.engine.train.mlproject.MlprojectTrainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.xgboost.XgboostTraining;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The ways to train, by the key of {@code cd4ml.yaml} that chooses them. */
final class Trainers {
    private record Choice(String key, Supplier<Trainer> trainer) {}

    private static final List<Choice> CHOICES = List.of(
            new Choice("command", CommandTrainer::new),
            new Choice("mlproject", MlprojectTrainer::new),
            new Choice("djl", DjlTraining::new),
            new Choice("xgboost", XgboostTraining::new));

    private Trainers() {}

    /** @throws InputException when none is named, or several are */
    static Trainer of(Project project, JsonNode spec) {
        List<Choice> chosen = new ArrayList<>(CHOICES);
        chosen.removeIf(c -> !spec.hasNonNull(c.key()));
        List<String> keys =
                (chosen.isEmpty() ? CHOICES : chosen).stream().map(Choice::key).toList();
        if (chosen.isEmpty()) {
            throw new InputException(
                    project.place("/train") + " names no trainer; add one of " + String.join(", ", keys) + ".");
        }
        if (chosen.size() > 1) {
            throw new InputException(
                    project.place("/train") + " names the trainers " + String.join(" and ", keys) + "; keep one.");
        }
        if (spec.hasNonNull("kubernetes")) {
            if (!chosen.get(0).key().equals("command")) {
                throw new InputException(project.place("/train/kubernetes")
                        + " runs a command in a cluster; give train.command instead of "
                        + chosen.get(0).key() + ".");
            }
            return new KubernetesTrainer();
        }
        return chosen.get(0).trainer().get();
    }
}
