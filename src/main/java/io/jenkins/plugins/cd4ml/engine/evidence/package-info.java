/**
 * What an auditor asks of one version of a model, in one folder or zip: the documents that are kept of it, an index that
 * says what they show and what is missing, one signature over all. Reads a registry and an audit log and changes neither;
 * judges nothing and says of nothing that it suffices.
 */
package io.jenkins.plugins.cd4ml.engine.evidence;
