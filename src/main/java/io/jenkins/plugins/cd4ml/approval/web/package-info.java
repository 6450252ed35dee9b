/**
 * What pages and addresses share: answers for programs and for forms. Knows no request and no waiver.
 */
package io.jenkins.plugins.cd4ml.approval.web;
