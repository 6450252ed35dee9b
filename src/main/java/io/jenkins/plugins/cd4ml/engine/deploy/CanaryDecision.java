package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;

/** What a person says to a canary that waits because its step was inconclusive. The promotion that waits acts on it. */
public enum CanaryDecision {
    /** The step counts as passed. */
    GO_ON("go-on", "goes on"),
    /** The step is measured again. */
    AGAIN("again", "is measured again"),
    /** The rollout ends, and what was there before is put back. */
    ABORT("abort", "is put back");

    /** In the folder of the run whose promotion it is: how far the canary is, {@code canary}, as of the last thing done. */
    public static final String LIVE = "promote/canary.json";

    private final String word;
    private final String becomes;

    CanaryDecision(String word, String becomes) {
        this.word = word;
        this.becomes = becomes;
    }

    /** @return what is typed for it */
    public String word() {
        return word;
    }

    /**
     * @param who who decides; {@code why} may be null
     * @throws InputException when nothing waits there
     */
    public Outcome decide(ModelRegistry registry, String model, String environment, String who, String why) {
        return decide(registry, model, environment, null, who, why);
    }

    /** As the other, for the wait alone that began at {@code since}; null for the one that there is. */
    public Outcome decide(
            ModelRegistry registry, String model, String environment, String since, String who, String why) {
        RolloutJournal journal = new RolloutJournal(registry.rollout(model, environment));
        journal.decide(word, since, who, why);
        JsonNode steps = journal.steps();
        return new Outcome(
                true,
                "The canary of " + model + " in " + environment + " " + becomes + ", at step "
                        + (steps.path("step").asInt() + 1) + " of "
                        + steps.path("steps").asInt()
                        + "; the promotion that waits does it, or, where that was interrupted, the next one.",
                Json.object().put("decision", word).set("canary", steps));
    }

    /** @return what is known of the canary that is under way, or of one that was interrupted; a missing node for none */
    public static JsonNode state(ModelRegistry registry, String model, String environment) {
        JsonNode steps = new RolloutJournal(registry.rollout(model, environment)).steps();
        return steps.path("step").isMissingNode() ? steps.path("step") : steps;
    }
}
