/**
 * Deploys by commits to an environment's repository, from which a controller in the cluster takes them, and reads from the
 * cluster what became of them. Writes nothing to the cluster itself.
 */
package io.jenkins.plugins.cd4ml.engine.deploy.gitops;
