/**
 * The verb {@code evaluate-model}: measures a model on the holdout, compares it with the champion, records both.
 * Scoring, metrics and statistics are in the rooms below; no verdict is given here.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate;
