/**
 * The ground floor: the run's folder and its documents, digests, JSON, the lineage graph. Uses nothing but the
 * engine's root.
 */
package io.jenkins.plugins.cd4ml.engine.lineage;
