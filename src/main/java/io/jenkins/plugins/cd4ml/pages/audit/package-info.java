/** The audit log for administrators: a page and commands. Only reads; what happened is written where it happens. */
package io.jenkins.plugins.cd4ml.pages.audit;
