/**
 * The verbs {@code train-model}, {@code choose-model} and {@code reproduce}: runs a trainer and records what it did.
 * A trainer is a room below.
 */
package io.jenkins.plugins.cd4ml.engine.train;
