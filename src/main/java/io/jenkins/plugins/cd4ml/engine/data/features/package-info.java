/** Datasets of features as they were known at each row's time. */
package io.jenkins.plugins.cd4ml.engine.data.features;
