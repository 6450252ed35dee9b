/** Metric histories of a training, as they are written and read. */
package io.jenkins.plugins.cd4ml.engine.train.log;
