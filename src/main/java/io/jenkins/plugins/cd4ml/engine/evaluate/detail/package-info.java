/**
 * What an evaluation records beside its metrics, bounded in size: confusion matrix, curves, calibration, residuals. For
 * people to look at; no verdict rests on it.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.detail;
