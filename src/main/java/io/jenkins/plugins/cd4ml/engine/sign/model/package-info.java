/**
 * OpenSSF Model Signing: a model's folder as a manifest of its files, signed in a Sigstore bundle, and verified against the
 * files. Reads folders, writes nothing; keys and envelopes are the parent room's.
 */
package io.jenkins.plugins.cd4ml.engine.sign.model;
