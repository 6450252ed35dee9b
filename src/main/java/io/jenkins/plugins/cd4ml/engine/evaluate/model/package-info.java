/**
 * What every model has in common: what it reads (columns, batches), what it answers, and what is written beside it
 * (signature, MLflow description). How one kind of file is loaded has a room of its own below; nothing here depends on
 * these.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.model;
