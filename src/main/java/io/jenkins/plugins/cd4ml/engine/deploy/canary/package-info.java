/**
 * A canary in steps: which share of the pods is new at each step, what is measured there, and when it goes on. Judges no
 * model version, and puts nothing back: a step that says no ends the rollout, whose way back is the deployer's.
 */
package io.jenkins.plugins.cd4ml.engine.deploy.canary;
