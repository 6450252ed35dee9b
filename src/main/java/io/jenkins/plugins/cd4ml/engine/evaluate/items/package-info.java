/**
 * Evaluations that other tools made item by item, such as those of prompts and language models: one class a tool behind
 * {@link io.jenkins.plugins.cd4ml.engine.evaluate.items.ItemReader}, paired with the champion's by the item's digest and
 * compared like any other metric. Knows no model and no holdout.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.items;
