/** Pipeline steps, one file each and thin. Nobody may use this package. */
package io.jenkins.plugins.cd4ml.steps;
