package io.jenkins.plugins.cd4ml.engine.deploy.deployer;

import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;

/**
 * Where and how one promotion deploys.
 *
 * @param cluster  the environment's namespace
 * @param takeOver whether what others own is taken over
 * @param notes    gets what was done, for the promotion's record
 * @param state    how far a rollout of several steps has come
 */
public record Site(
        ClusterClient cluster,
        Timeouts timeouts,
        boolean takeOver,
        Progress progress,
        RolloutNotes notes,
        RolloutState state) {
    /** @return the same for a part that nobody is told of */
    public Site silent() {
        return new Site(cluster, timeouts, takeOver, Progress.SILENT, notes, state);
    }
}
