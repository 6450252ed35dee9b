package io.jenkins.plugins.cd4ml.engine;

/**
 * A mistake in what the user gave: a missing file, an unknown key, an unreachable cluster. The message is one sentence
 * that names the file, the place and the way out; it is shown as it is, without a stack trace, and ends the verb with
 * exit code 2. Anything else that is thrown is a bug and is shown with its stack trace.
 */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String sentence) {
        super(sentence);
    }

    /** Keeps the cause for the debugger and the log; only {@code sentence} is shown to the user. */
    public InputException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
