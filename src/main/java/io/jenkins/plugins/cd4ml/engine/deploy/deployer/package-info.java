/** What a way of deploying has to be able to do, and what it is given. No implementation, no registry, no approval. */
package io.jenkins.plugins.cd4ml.engine.deploy.deployer;
