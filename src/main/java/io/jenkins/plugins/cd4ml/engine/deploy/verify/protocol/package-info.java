/** How each protocol of model servers is asked, and its answers held against the expected ones. Talks to nobody. */
package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;
