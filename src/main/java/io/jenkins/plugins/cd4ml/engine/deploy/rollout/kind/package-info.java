/** When an applied object is done, one class a kind. Looks at objects, never asks the cluster. */
package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;
