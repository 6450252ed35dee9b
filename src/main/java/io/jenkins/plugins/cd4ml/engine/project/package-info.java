/** {@code cd4ml.yaml}: parsed with places, checked against its schema, overridden. Knows no verb. */
package io.jenkins.plugins.cd4ml.engine.project;
