/** Approvals: the rooms below. The package itself holds the sentences that they share, and no class. */
package io.jenkins.plugins.cd4ml.approval;
