/** How databases are opened: one class a database. Renders no SQL of checks. */
package io.jenkins.plugins.cd4ml.engine.data.jdbc;
