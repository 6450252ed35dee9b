/**
 * Pages and addresses of requests. Decides nothing itself.
 */
package io.jenkins.plugins.cd4ml.approval.page;
