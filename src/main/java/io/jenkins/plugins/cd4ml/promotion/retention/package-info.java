/** Removes versions that nothing needs after the time that an administrator set; without one nothing is removed. */
package io.jenkins.plugins.cd4ml.promotion.retention;
