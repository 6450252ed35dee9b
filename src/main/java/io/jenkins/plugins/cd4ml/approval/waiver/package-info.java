/**
 * Waivers of gates: given, taken back, shown. Knows no request.
 */
package io.jenkins.plugins.cd4ml.approval.waiver;
