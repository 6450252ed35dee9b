/**
 * Who may answer a request, and the one place through which every answer goes.
 */
package io.jenkins.plugins.cd4ml.approval.decision;
