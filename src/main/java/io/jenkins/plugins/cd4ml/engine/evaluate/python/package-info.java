/**
 * The project's own Python: which one it is, the program in it that answers about models and functions, and how it is
 * talked with (docs/evaluation-python.md). No pickle is opened on this side, and nothing is known of models.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.python;
