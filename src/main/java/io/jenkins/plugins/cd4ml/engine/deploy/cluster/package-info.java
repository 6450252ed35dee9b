/** The Kubernetes API as this plugin uses it: connecting, applying, asking, and its errors in a sentence. */
package io.jenkins.plugins.cd4ml.engine.deploy.cluster;
