/**
 * The verbs {@code promote-model} and {@code roll-back-model}: what is asked, recorded and put back. The cluster
 * itself is met in the rooms below.
 */
package io.jenkins.plugins.cd4ml.engine.deploy;
