/** The lineage across builds, as pages and programs ask for it: who may see what of it. The joins are the engine's. */
package io.jenkins.plugins.cd4ml.pages.lineage;
