/**
 * The keys that versions are signed with and that environments trust: where credentials hold them and how forms and code
 * write them. Signatures themselves are made and verified by the engine.
 */
package io.jenkins.plugins.cd4ml.config.signing;
