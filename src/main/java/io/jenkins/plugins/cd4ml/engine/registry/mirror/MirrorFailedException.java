package io.jenkins.plugins.cd4ml.engine.registry.mirror;

/** The mirror stays behind for now. The message is one sentence that names the server, what it said and the way out. */
public final class MirrorFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean serverDown;

    MirrorFailedException(String sentence, boolean serverDown, Throwable cause) {
        super(sentence, cause);
        this.serverDown = serverDown;
    }

    MirrorFailedException(String sentence) {
        this(sentence, false, null);
    }

    /** @return whether the server did not answer as one that works does, so that asking it for other models is in vain */
    public boolean isServerDown() {
        return serverDown;
    }
}
