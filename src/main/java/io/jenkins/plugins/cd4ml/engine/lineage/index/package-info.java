/**
 * Which records speak of the same bytes: the joins across runs, builds and registered versions, by digest. Knows
 * neither Jenkins nor the registry: it is told where records stand. What it keeps can be made again from them.
 */
package io.jenkins.plugins.cd4ml.engine.lineage.index;
