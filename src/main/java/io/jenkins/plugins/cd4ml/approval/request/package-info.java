/**
 * Requests and their file: made, changed under one lock, found again. No page, no policy on who may answer.
 */
package io.jenkins.plugins.cd4ml.approval.request;
