package io.jenkins.plugins.cd4ml.engine;

/** Receives the human-readable lines that a verb writes while it works. Implementations are thread-safe. */
@FunctionalInterface
public interface Progress {
    /** Discards everything; for tests and for callers that only want the result. */
    Progress SILENT = line -> {};

    /** Shows one line, without a line end. */
    void line(String text);
}
