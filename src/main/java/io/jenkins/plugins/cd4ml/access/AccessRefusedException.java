package io.jenkins.plugins.cd4ml.access;

import hudson.AbortException;

/** Why a build may not use an environment or a credential, in one sentence with the way out, and as a reason for programs. */
public final class AccessRefusedException extends AbortException {
    private static final long serialVersionUID = 1L;

    /** What a refusal is about. */
    public enum Reason {
        /** The environment does not list the job. */
        NOT_LISTED,
        /** The build, or one that led to it, is of a revision that Jenkins does not trust. */
        UNTRUSTED_REVISION,
        /** The person or authentication of the build lacks CD4ML/Promote. */
        NO_PERMISSION,
        /** No person can be named for the build. */
        UNATTENDED,
        /** The model belongs to another job. */
        OTHER_MODEL,
        /** A folder's definition is none that tightens. */
        CONFLICT,
        HELD,
        FROZEN,
        SOAKING,
        /** The environment that must serve the version before does not, or not long enough. */
        ORDER,
        /** A required gate is missing or did not pass, or a warning or a waiver does not count here. */
        GATES,
        /** No list lets the build have the credential, or lets that be sent where it should go. */
        CREDENTIALS,
        /** No other system says that the change ticket is approved. */
        TICKET
    }

    private final Reason reason;

    AccessRefusedException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
