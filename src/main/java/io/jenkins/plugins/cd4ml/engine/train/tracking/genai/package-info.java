/** What {@code mlflow.genai} keeps on a server: datasets to evaluate on, and scorers. */
package io.jenkins.plugins.cd4ml.engine.train.tracking.genai;
