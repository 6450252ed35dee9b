/** The built-in trainer of small networks, and its export to ONNX. */
package io.jenkins.plugins.cd4ml.engine.train.djl;
