/** Contracts from other tools' descriptions of data: one class a format. Reads no data and runs no other tool. */
package io.jenkins.plugins.cd4ml.engine.data.importer;
