/** What a training ran with: code, Python, machine, signature. */
package io.jenkins.plugins.cd4ml.engine.train.capture;
