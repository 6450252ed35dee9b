package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;

/** {@code train.mlproject}: an entry point of an MLflow project. */
public final class MlprojectKind implements TrainerKind {
    @Override
    public String key() {
        return "mlproject";
    }

    @Override
    public Trainer trainer() {
        return new MlprojectTrainer();
    }
}
