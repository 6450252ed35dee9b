package io.jenkins.plugins.cd4ml.engine.deploy.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * How far a rollout of several steps has come, on disk, so that another process goes on from there after a crash; and what
 * a person said meanwhile. Ends with the rollout.
 */
public interface RolloutState {
    /** @return what was last kept of exactly this rollout; empty at the beginning */
    ObjectNode steps();

    /** Keeps it durably. Called before what it says is done. */
    void keep(ObjectNode steps);

    /**
     * @return what a person decided last, with {@code word} ({@code go-on}, {@code again} or {@code abort}), {@code who},
     *     {@code why}, and {@code hold}: the time at which the wait began that it ends
     */
    Optional<JsonNode> decision();
}
