package io.jenkins.plugins.cd4ml.engine.evaluate.custom;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;

/**
 * A metric of the project's own, measured.
 *
 * @param fresh     what it reads of the new model's rows
 * @param champion  of the champion's rows; null without
 * @param resamples that its intervals take; 0 for those of the evaluation
 * @param why       it has no value, as a sentence without its stop; null where it has one
 */
public record CustomMetric(Metric metric, Sample fresh, Sample champion, int resamples, String why) {}
