/** Runs an engine verb on an agent as a durable process: the step's execution, its log and its result. */
package io.jenkins.plugins.cd4ml.worker;
