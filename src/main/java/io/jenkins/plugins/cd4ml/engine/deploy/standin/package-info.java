/**
 * An in-process stand-in for a cluster, for the demo without one and for faults that a real server cannot be made to
 * show. Never used where a cluster is configured.
 */
package io.jenkins.plugins.cd4ml.engine.deploy.standin;
