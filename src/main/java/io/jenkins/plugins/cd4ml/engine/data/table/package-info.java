/** The same checks, profile and drift computed inside a database. */
package io.jenkins.plugins.cd4ml.engine.data.table;
