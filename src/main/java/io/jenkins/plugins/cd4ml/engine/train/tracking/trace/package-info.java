/** Traces that a script records with MLflow: their spans as OTLP brings them, tags and assessments. Knows no run's metrics. */
package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;
