/** Trains an MLproject's entry point in its Python environment. */
package io.jenkins.plugins.cd4ml.engine.train.mlproject;
