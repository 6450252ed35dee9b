/** Plain Kubernetes manifests: applied server-side, waited for, and put back. */
package io.jenkins.plugins.cd4ml.engine.deploy.plain;
