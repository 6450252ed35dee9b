package io.jenkins.plugins.cd4ml.access;

/**
 * What a build wants to do to an environment.
 *
 * @param digest        the model's digest
 * @param acceptWarning whether the step lets gates pass that failed softly
 * @param changeTicket  as the step gave it; null for none
 */
public record Proposal(String model, String digest, boolean acceptWarning, String changeTicket) {}
