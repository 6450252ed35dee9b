/** A small model server for the demo. Not for production. */
package io.jenkins.plugins.cd4ml.engine.serve;
