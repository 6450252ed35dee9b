/**
 * What the rooms of approvals share: the audit log. Requests, decisions, waivers, their pages and commands are in the rooms
 * below.
 */
package io.jenkins.plugins.cd4ml.approval;
