/** Models in ONNX Runtime. Nothing of other runtimes may be here. */
package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;
