/**
 * The fast reader of plain CSV: a {@link io.jenkins.plugins.cd4ml.engine.data.scan.RecordReader}. All that is not
 * plain it leaves to DuckDB.
 */
package io.jenkins.plugins.cd4ml.engine.data.csv;
