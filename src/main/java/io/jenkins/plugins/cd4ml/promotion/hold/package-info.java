/**
 * Sets holds on environments and lifts them, by Jenkins' command line or after a roll back, each with its event in the
 * audit log. Whether a hold refuses a promotion is decided in access.
 */
package io.jenkins.plugins.cd4ml.promotion.hold;
