/**
 * MLflow's tracking API on loopback, so that an unmodified script records into the run. One class a group of calls.
 */
package io.jenkins.plugins.cd4ml.engine.train.tracking;
