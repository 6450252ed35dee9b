/** Exact statistics of columns in bounded memory. Knows neither files nor contracts. */
package io.jenkins.plugins.cd4ml.engine.data.stats;
