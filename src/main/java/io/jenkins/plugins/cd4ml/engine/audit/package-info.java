/**
 * The append-only, hash-chained log of who did what: written, verified, filtered and exported. Knows nothing of models,
 * environments or approvals beyond their names; no worker library, no Jenkins.
 */
package io.jenkins.plugins.cd4ml.engine.audit;
