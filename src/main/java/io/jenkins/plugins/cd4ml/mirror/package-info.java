/**
 * Keeps the models that administrators chose in step with MLflow servers, on a thread of its own. Nothing waits for it, and
 * nothing that it reads there counts for anything.
 */
package io.jenkins.plugins.cd4ml.mirror;
