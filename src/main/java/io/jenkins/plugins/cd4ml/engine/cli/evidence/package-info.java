/**
 * Verbs that make what others shall believe, and check what others made: signatures of statements and models, and what is
 * concerned by a digest. One class a verb, no logic.
 */
package io.jenkins.plugins.cd4ml.engine.cli.evidence;
