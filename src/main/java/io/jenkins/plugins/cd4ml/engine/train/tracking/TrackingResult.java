package io.jenkins.plugins.cd4ml.engine.train.tracking;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a training came to, as its script tracked it.
 *
 * @param run   whose these are
 * @param model folder of the logged model among the artifacts; null when none was logged
 */
public record TrackingResult(String run, Map<String, String> params, Map<String, Double> metrics, Path model) {}
