/**
 * The command line, also the worker's main class: one class a verb, no logic. Nobody may use this package but the
 * launcher.
 */
package io.jenkins.plugins.cd4ml.engine.cli;
