/**
 * A run's record in the formats of other tools: OpenLineage, CycloneDX, SPDX, in-toto, W3C PROV. Reads a run's documents
 * and writes text; signs nothing, sends nothing.
 */
package io.jenkins.plugins.cd4ml.engine.export;
