package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.command.CommandKind;
import io.jenkins.plugins.cd4ml.engine.train.djl.DjlKind;
import io.jenkins.plugins.cd4ml.engine.train.kubernetes.KubernetesTrainer;
import io.jenkins.plugins.cd4ml.engine.train.mlproject.MlprojectKind;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;
import io.jenkins.plugins.cd4ml.engine.train.xgboost.XgboostKind;
import java.util.ArrayList;
import java.util.List;

/** The ways to train, by the key of {@code cd4ml.yaml} that chooses them. */
public final class Trainers {
    private static final List<TrainerKind> ALL =
            List.of(new CommandKind(), new MlprojectKind(), new DjlKind(), new XgboostKind());

    private Trainers() {}

    /** @return all kinds, in the order in which sentences list them */
    public static List<TrainerKind> all() {
        return ALL;
    }

    /** @return the keys of those whose values the trials of a sweep may choose */
    static List<String> tunable() {
        return ALL.stream().filter(TrainerKind::tunable).map(TrainerKind::key).toList();
    }

    /** @throws InputException when none is named, or several are */
    static TrainerKind kind(Project project, JsonNode spec) {
        List<TrainerKind> chosen = new ArrayList<>(ALL);
        chosen.removeIf(kind -> !spec.hasNonNull(kind.key()));
        List<String> keys =
                (chosen.isEmpty() ? ALL : chosen).stream().map(TrainerKind::key).toList();
        if (chosen.isEmpty()) {
            throw new InputException(
                    project.place("/train") + " names no trainer; add one of " + String.join(", ", keys) + ".");
        }
        if (chosen.size() > 1) {
            throw new InputException(
                    project.place("/train") + " names the trainers " + String.join(" and ", keys) + "; keep one.");
        }
        return chosen.get(0);
    }

    /** @throws InputException when none is named, or several are, or the one cannot train where it shall */
    static Trainer of(Project project, JsonNode spec) {
        TrainerKind kind = kind(project, spec);
        if (spec.hasNonNull("kubernetes")) {
            if (!kind.key().equals("command")) {
                throw new InputException(project.place("/train/kubernetes")
                        + " runs a command in a cluster; give train.command instead of " + kind.key() + ".");
            }
            return new KubernetesTrainer();
        }
        return kind.trainer();
    }
}
