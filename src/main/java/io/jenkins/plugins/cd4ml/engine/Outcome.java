package io.jenkins.plugins.cd4ml.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a verb came to. "No" (invalid data, a failed or inconclusive gate, a refused promotion) is an answer and not an
 * error: it is recorded like a "yes".
 *
 * @param yes      whether the Pipeline may go on; maps to exit code 0 or 1
 * @param sentence the answer in one sentence, with its numbers, for the log and the terminal
 * @param result   the result document: what {@code --json} prints and what the Pipeline step returns
 */
public record Outcome(boolean yes, String sentence, ObjectNode result) {}
