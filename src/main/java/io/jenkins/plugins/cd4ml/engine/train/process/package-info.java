/** Child processes: start, output, and ending the whole tree. */
package io.jenkins.plugins.cd4ml.engine.train.process;
