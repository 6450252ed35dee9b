package io.jenkins.plugins.cd4ml.engine.sign;

/** The answer is no: nobody who is trusted signed this, or it is not what was signed. The message is the sentence. */
public final class SignatureRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SignatureRefusedException(String sentence) {
        super(sentence);
    }
}
