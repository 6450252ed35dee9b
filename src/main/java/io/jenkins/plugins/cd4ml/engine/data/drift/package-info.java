/** Distances between a dataset and its reference, at hand or kept as a baseline. */
package io.jenkins.plugins.cd4ml.engine.data.drift;
