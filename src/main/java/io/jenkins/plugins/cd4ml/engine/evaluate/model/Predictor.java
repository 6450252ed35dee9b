package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import java.util.List;
import java.util.Optional;

/** A loaded model. One thread at a time. */
public interface Predictor extends AutoCloseable {
    /** @return the columns it reads, each once */
    List<Column> columns();

    /**
     * @return answers in the order of the rows
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when the model cannot take the rows, naming the input
     */
    Answers predict(Batch batch);

    /**
     * From now on the model is asked as a server would ask it: about few rows at a time, each of which may use all threads.
     *
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when the model, loaded again for that, can no longer be read
     */
    default void serve() {}

    /** @return what a reader of the results must know of how the model is asked, each a clause for the log */
    default List<String> notes() {
        return List.of();
    }

    /** @return how a model server is asked the same; empty where that is not known */
    default Optional<ServedForm> served() {
        return Optional.empty();
    }

    @Override
    void close();
}
