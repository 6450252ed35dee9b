/** Metrics: one value from a sample of answers. No intervals, no files, no models. */
package io.jenkins.plugins.cd4ml.engine.evaluate.metric;
