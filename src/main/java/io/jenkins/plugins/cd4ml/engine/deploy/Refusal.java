package io.jenkins.plugins.cd4ml.engine.deploy;

/** The answer is no: the promotion is refused, or the rollout or its smoke test failed. The message is the sentence. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String sentence) {
        super(sentence);
    }

    Refusal(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
