/**
 * Holds what a monitoring system measured of running pods against limits, with the meaning that gates give these limits.
 * Applies nothing, and does not know why it is asked.
 */
package io.jenkins.plugins.cd4ml.engine.deploy.analysis;
