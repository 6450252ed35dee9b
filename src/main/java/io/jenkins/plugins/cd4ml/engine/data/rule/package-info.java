/** Rules of a contract as SQL conditions and queries over a dialect, and as sentences. Reads no data and opens no database. */
package io.jenkins.plugins.cd4ml.engine.data.rule;
