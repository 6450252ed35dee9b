/** Data contracts (ODCS) as read from YAML, and what a broken rule is. Reads no data. */
package io.jenkins.plugins.cd4ml.engine.data.contract;
