/** What is deployed, where, and how long to wait; the refusal of it. */
package io.jenkins.plugins.cd4ml.engine.deploy.target;
