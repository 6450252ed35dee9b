/** How busy a node's graphics cards are while a training runs, by the vendors' own tools. No metric of a model is measured here. */
package io.jenkins.plugins.cd4ml.engine.train.gpu;
