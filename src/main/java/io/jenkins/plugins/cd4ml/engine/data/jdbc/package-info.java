/**
 * The databases that tables are validated in: one class each for addresses, driver and types, and one for the SQL it
 * speaks. Knows no rules and no statistics.
 */
package io.jenkins.plugins.cd4ml.engine.data.jdbc;
