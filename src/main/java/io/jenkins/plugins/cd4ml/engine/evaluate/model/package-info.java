/**
 * Loads model files (ONNX, TorchScript, XGBoost) and answers batches of rows. Knows neither targets nor metrics.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.model;
