/**
 * Signatures: keys from PEM, DSSE envelopes around in-toto statements, what is trusted and why something is refused. Only the
 * JDK's own cryptography. Knows no run, registry or environment, sends nothing, keeps no key.
 */
package io.jenkins.plugins.cd4ml.engine.sign;
