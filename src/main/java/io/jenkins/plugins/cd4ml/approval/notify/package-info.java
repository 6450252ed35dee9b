/**
 * Tells people and programs of requests: mail, webhooks, checks. Decides nothing, and what fails here stops nobody.
 */
package io.jenkins.plugins.cd4ml.approval.notify;
