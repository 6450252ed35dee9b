/**
 * Who may not approve, because of what they did before: started the build, changed what it was made of, let a gate go.
 * Decides on no answer.
 */
package io.jenkins.plugins.cd4ml.approval.barred;
