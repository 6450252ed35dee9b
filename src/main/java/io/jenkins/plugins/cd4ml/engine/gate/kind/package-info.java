/**
 * The kinds of entries in {@code gates:}, one class behind {@link io.jenkins.plugins.cd4ml.engine.gate.kind.GateKind}
 * each with its part of the schema beside it: how an entry is read, what it asks the evaluation to measure, how it judges.
 * Runs on the controller too: no worker library, no file is read.
 */
package io.jenkins.plugins.cd4ml.engine.gate.kind;
