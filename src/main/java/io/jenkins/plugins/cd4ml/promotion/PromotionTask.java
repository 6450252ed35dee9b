package io.jenkins.plugins.cd4ml.promotion;

import java.io.Serializable;

/**
 * What a {@code promoteModel} or {@code rollBackModel} step asks for. Persisted with the running step, so a plain class
 * of plain fields.
 */
public final class PromotionTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean rollBack;
    private final String environment;
    private final String model;
    private final String reason;
    private final boolean acceptWarning;
    /** Null for none. */
    private String changeTicket;

    private PromotionTask(boolean rollBack, String environment, String model, String reason, boolean acceptWarning) {
        this.rollBack = rollBack;
        this.environment = environment;
        this.model = model;
        this.reason = reason;
        this.acceptWarning = acceptWarning;
    }

    public static PromotionTask promote(String environment, String reason, boolean acceptWarning) {
        return new PromotionTask(false, environment, null, reason, acceptWarning);
    }

    /** @param model the model's name; null for the one that the build recorded */
    public static PromotionTask rollBack(String environment, String reason, String model) {
        return new PromotionTask(true, environment, model, reason, false);
    }

    /** @return this task, with the ticket of the change that it is part of */
    public PromotionTask withChangeTicket(String ticket) {
        changeTicket = ticket;
        return this;
    }

    String changeTicket() {
        return changeTicket;
    }

    boolean rollsBack() {
        return rollBack;
    }

    String environment() {
        return environment;
    }

    String model() {
        return model;
    }

    String reason() {
        return reason;
    }

    boolean acceptWarning() {
        return acceptWarning;
    }

    String verb() {
        return rollBack ? "roll-back-model" : "promote-model";
    }

    /** @return the audit log's word for it */
    String done() {
        return rollBack ? "rolled back" : "promoted";
    }
}
