/** One reading of a file and what is counted from it: rules, violations, profile, quarantine. */
package io.jenkins.plugins.cd4ml.engine.data.scan;
