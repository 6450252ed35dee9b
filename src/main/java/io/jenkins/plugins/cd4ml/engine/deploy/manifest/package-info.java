/** Manifests: read, filled in, labelled. Talks to no cluster. */
package io.jenkins.plugins.cd4ml.engine.deploy.manifest;
