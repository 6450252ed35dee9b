/**
 * Metrics of the project's own: a function of its Python, or a command, measures rows that were scored, and what it says
 * becomes a metric with an interval like any other. How sure that is belongs to {@code compare}.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.custom;
