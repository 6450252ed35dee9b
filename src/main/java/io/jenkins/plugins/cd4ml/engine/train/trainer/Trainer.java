package io.jenkins.plugins.cd4ml.engine.train.trainer;

import java.sql.SQLException;

/** A way to train. Stateless. */
@FunctionalInterface
public interface Trainer {
    /**
     * Trains and leaves the model's files in the job's output folder; tells the job's log what happens meanwhile.
     *
     * @throws io.jenkins.plugins.cd4ml.engine.InputException in one sentence when the training fails
     */
    TrainingResult train(TrainingJob job) throws SQLException;
}
