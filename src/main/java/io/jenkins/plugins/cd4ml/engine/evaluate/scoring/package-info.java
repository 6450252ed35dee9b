/**
 * From the holdout and a model to scored rows: reading, batching, joining stored predictions, slices, latency.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;
