package io.jenkins.plugins.cd4ml.engine.train.command;

import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;

/** {@code train.command}: any program. */
public final class CommandKind implements TrainerKind {
    @Override
    public String key() {
        return "command";
    }

    @Override
    public Trainer trainer() {
        return new CommandTrainer();
    }
}
