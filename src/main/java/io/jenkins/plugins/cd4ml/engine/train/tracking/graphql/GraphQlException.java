package io.jenkins.plugins.cd4ml.engine.train.tracking.graphql;

/** A query that is not answered; the message goes among the answer's errors. */
final class GraphQlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GraphQlException(String message) {
        super(message);
    }
}
