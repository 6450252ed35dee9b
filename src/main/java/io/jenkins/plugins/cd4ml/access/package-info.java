/**
 * Whether a build may use an environment, and whether a model may go there now. Reads the build, the policy and the
 * registry; changes none of them, asks no person and touches no cluster.
 */
package io.jenkins.plugins.cd4ml.access;
