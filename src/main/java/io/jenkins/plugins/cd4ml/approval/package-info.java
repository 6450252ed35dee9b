/** Who decides on a promotion, and what was decided. */
package io.jenkins.plugins.cd4ml.approval;
