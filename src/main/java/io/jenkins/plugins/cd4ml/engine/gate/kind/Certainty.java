package io.jenkins.plugins.cd4ml.engine.gate.kind;

/**
 * How sure a gate wants to be.
 *
 * @param confidence of the interval that must keep the limits, between 0 and 1; null where the point decides
 * @param method     how the interval is made; null for what the evaluation chooses
 */
public record Certainty(Double confidence, String method) {}
