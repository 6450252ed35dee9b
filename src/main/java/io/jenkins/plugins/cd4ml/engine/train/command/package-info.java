/** Trains by any command: its environment, its output, the metrics it writes. */
package io.jenkins.plugins.cd4ml.engine.train.command;
