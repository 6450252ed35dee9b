/** One rollout: preflight, snapshot, waiting, smoke test. Decides nothing about approvals or versions. */
package io.jenkins.plugins.cd4ml.engine.deploy.rollout;
