/** Several trials of one training over a space of parameters. */
package io.jenkins.plugins.cd4ml.engine.train.sweep;
