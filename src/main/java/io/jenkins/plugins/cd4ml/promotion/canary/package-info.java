/**
 * What a person says to a canary whose step was inconclusive: the build's page, REST and the command line lead through one
 * door, with its permission and its event in the audit log. The promotion that waits acts on it; nothing is rolled out here.
 */
package io.jenkins.plugins.cd4ml.promotion.canary;
