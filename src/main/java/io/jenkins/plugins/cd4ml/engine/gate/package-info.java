/**
 * Gates and verdicts. Holds recorded numbers against bounds and fails closed; measures nothing itself. Runs in the
 * controller, too: no library of the worker.
 */
package io.jenkins.plugins.cd4ml.engine.gate;
