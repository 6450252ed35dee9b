/**
 * Answers that are more than one number or class an item, held against their truth: boxes in images, several values, several
 * labels. Here they are read and measured; what intervals and gates make of that belongs to {@code items}.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.answers;
