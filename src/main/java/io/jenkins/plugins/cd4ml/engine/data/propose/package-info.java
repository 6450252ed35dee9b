/** Proposes a contract from a dataset. */
package io.jenkins.plugins.cd4ml.engine.data.propose;
