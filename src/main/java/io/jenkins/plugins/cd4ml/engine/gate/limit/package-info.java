/**
 * The kinds of limits that a gate sets to its metric, one class behind {@link
 * io.jenkins.plugins.cd4ml.engine.gate.limit.LimitKind} each with its part of the schema beside it; the verdicts, the
 * correction for several tests and the sentences that tell them. Pure: nothing is read or written here.
 */
package io.jenkins.plugins.cd4ml.engine.gate.limit;
