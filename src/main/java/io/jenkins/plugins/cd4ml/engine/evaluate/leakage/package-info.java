/**
 * Whether the data that a model is measured on could be known to it: rows, entities and times that the training data
 * have too, and features that give the target away. Measures and names; what becomes of it is the gates' matter.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;
