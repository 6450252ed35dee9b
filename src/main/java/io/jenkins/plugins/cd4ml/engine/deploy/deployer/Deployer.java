package io.jenkins.plugins.cd4ml.engine.deploy.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.GoldenRequests;
import java.util.List;

/**
 * One way to bring a model into an environment. A promotion calls, in this order: {@link #render}, {@link #preflight},
 * {@link #snapshot}, {@link #apply}, {@link #await}, {@link #verify}; then it counts, and {@link #prune} tidies up. After
 * a failure {@link #restore} puts back what was there. A roll back does the same with the objects of then, without
 * rendering. {@link #observe} may be called at any time.
 *
 * <p>Instances keep nothing between the calls, so that a promotion can go on in another process after a crash; they are
 * shared by threads. Each call runs on the promotion's own thread, which may be interrupted. Whatever the answer no is,
 * is a {@link PromotionRefusedException}; a mistake in the input, or a cluster that cannot be asked, an {@link
 * InputException}; each with one sentence.
 */
public interface Deployer {
    /** @return the key of cd4ml.yaml's section {@code promote} that asks for it, also in records */
    String key();

    /**
     * Makes the objects of one deployment, without asking the cluster: an approval is bound to the source, and to what it
     * may become. The objects carry the model's labels and are confined to the environment's kinds and images.
     *
     * @param model version 0 while the registry has not numbered it
     */
    List<ManifestObject> render(DeploySource source, DeployedModel model, Environment environment);

    /**
     * Asks everything that can be asked before anything is changed: permissions, owners, and whether it would be accepted.
     *
     * @param requests whether {@link #verify} will send requests
     */
    void preflight(Site site, List<ManifestObject> objects, boolean requests);

    /** @return an empty memory of what is there, which the caller fills and keeps on disk before {@link #apply} */
    Snapshot snapshot(Site site);

    /** Makes the change. Each object is {@linkplain Snapshot#begin begun} in the snapshot before it is touched. */
    void apply(Site site, List<ManifestObject> objects, Snapshot snapshot);

    /**
     * Waits until everything runs.
     *
     * @return what could not be watched, as it is {@linkplain ManifestObject#shown shown}
     */
    List<String> await(Site site, List<ManifestObject> objects) throws InterruptedException;

    /**
     * Tries out what runs, applies what is applied only then, and watches it for the time that the site says.
     *
     * @param smoke    the golden request, or null for none
     * @param snapshot gets what is applied only now, as with {@link #apply}
     * @return the answers, for the record; null without requests
     */
    ObjectNode verify(Site site, List<ManifestObject> objects, GoldenRequests smoke, Snapshot snapshot)
            throws InterruptedException;

    /**
     * Puts back what the snapshot remembers, as far as it was begun.
     *
     * @param differences gets what others changed meanwhile
     * @return the objects that were there before, to be {@linkplain #await awaited}
     */
    List<ManifestObject> restore(Site site, Snapshot snapshot, List<String> differences);

    /**
     * Takes away what the former deployment had and this one has not. A failure only leaves something behind.
     *
     * @param now    what serves
     * @param former what served before it; empty for nothing
     * @param back   what a roll back would put into service
     */
    void prune(Site site, List<ManifestObject> now, List<ManifestObject> former, List<ManifestObject> back);

    /** @return each object as it is now, by {@linkplain ManifestObject#shown name}; null where it is gone. Reads only. */
    JsonNode observe(Site site, List<ManifestObject> objects);
}
