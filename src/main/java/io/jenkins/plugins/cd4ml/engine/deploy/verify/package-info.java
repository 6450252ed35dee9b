/** Tries out what was rolled out: golden requests, and a watch afterwards. Applies and restores nothing. */
package io.jenkins.plugins.cd4ml.engine.deploy.verify;
