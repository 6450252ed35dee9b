/** What a dataset is and how it is opened: files, folders, patterns, digests, DuckDB. Judges nothing. */
package io.jenkins.plugins.cd4ml.engine.data.source;
