/**
 * Model files as OCI artifacts: how a model becomes one, and how it gets into a registry, over HTTP as the OCI distribution
 * specification has it. Knows no cluster and no approval. Memory is bounded whatever the model's size.
 */
package io.jenkins.plugins.cd4ml.engine.deploy.oci;
