/**
 * A build's record on the controller: its folder, archived model files, fingerprints, and who is told of changes.
 */
package io.jenkins.plugins.cd4ml.record;
