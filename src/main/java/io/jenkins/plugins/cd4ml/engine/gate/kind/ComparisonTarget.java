package io.jenkins.plugins.cd4ml.engine.gate.kind;

/**
 * What a gate compares with.
 *
 * @param against            what {@code evaluate.against} says, or {@code champion}; null for a gate on the value alone
 * @param firstVersionPasses whether it passes while there is no model yet
 */
public record ComparisonTarget(String against, boolean firstVersionPasses) {}
