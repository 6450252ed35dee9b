/**
 * What travels between controller and agent: the record, champion, baseline, trials. What comes from an agent is
 * untrusted.
 */
package io.jenkins.plugins.cd4ml.worker.transfer;
