package io.jenkins.plugins.cd4ml.engine.deploy.target;

/** The answer is no: the promotion is refused, or the rollout or its smoke test failed. The message is the sentence. */
public final class PromotionRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PromotionRefusedException(String sentence) {
        super(sentence);
    }

    public PromotionRefusedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
