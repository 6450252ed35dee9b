/**
 * The page of a job's runs: their index, filter, trends and comparison. Reads records from the disk and loads no build;
 * changes nothing but its own index.
 */
package io.jenkins.plugins.cd4ml.pages.runs;
