/**
 * The numbers that gates are held against, read from a run's documents. Says what was measured and why something was not;
 * judges nothing.
 */
package io.jenkins.plugins.cd4ml.engine.gate.source;
