/**
 * Environments and what else an administrator configures, globally or by Configuration as Code, and the clients that
 * its credentials open. No step, no page of a build, no decision.
 */
package io.jenkins.plugins.cd4ml.config;
