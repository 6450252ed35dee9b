/**
 * Jenkins' command line for requests. Decides nothing itself.
 */
package io.jenkins.plugins.cd4ml.approval.cli;
