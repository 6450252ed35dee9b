/**
 * How sure a metric or a difference of two is: intervals, paired tests, small samples. Takes samples, never files.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.compare;
