package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.PromotionOptions;
import io.jenkins.plugins.cd4ml.engine.deploy.CanaryDecision;
import io.jenkins.plugins.cd4ml.engine.deploy.Deployers;
import io.jenkins.plugins.cd4ml.engine.deploy.EnvironmentRole;
import io.jenkins.plugins.cd4ml.engine.deploy.LiveState;
import io.jenkins.plugins.cd4ml.engine.deploy.RollBack;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done with an environment, and asked of it, besides promoting. */
final class EnvironmentVerbs {
    private EnvironmentVerbs() {}

    /** Puts the previous good version back. */
    @Command(name = "roll-back-model", description = "Put the previous good version back into an environment.")
    static final class RollBackModel extends Verb {
        @Mixin
        PromotionOptions options = new PromotionOptions();

        @Override
        Outcome run(Progress progress) {
            Project project = project();
            try (KubernetesClient client = options.client()) {
                RollBack.Request request = new RollBack.Request(
                        project.model(),
                        folder(),
                        options.environment(client),
                        Deployers.BUILT_IN,
                        Timeouts.of(project.root().path("promote")),
                        options.takeOver,
                        null,
                        PromotionOptions.who(),
                        options.why);
                return PromotionOptions.interruptible(
                        progress, () -> RollBack.run(request, client, Champions.registry(project.folder()), progress));
            }
        }
    }

    /** Compares the registry with the cluster. */
    @Command(name = "status", description = "Show what an environment serves, and what drifted from it.")
    static final class Status extends Verb {
        @Mixin
        PromotionOptions options = new PromotionOptions();

        @Override
        Outcome run(Progress progress) {
            Project project = project();
            try (KubernetesClient client = options.client()) {
                return LiveState.of(
                        project.model(), options.environment(client), client, Champions.registry(project.folder()));
            }
        }
    }

    /** Prints the least that an environment's credentials must be allowed, or checks given ones. */
    @Command(name = "rbac", description = "Print the Role that promotions to an environment need, or check for it.")
    static final class Rbac extends Verb {
        @Mixin
        PromotionOptions options = new PromotionOptions();

        @Option(names = "--check", description = "Ask the cluster what the kubeconfig's credentials lack.")
        boolean check;

        @Override
        Outcome run(Progress progress) {
            try (KubernetesClient client = check || !options.namesNamespace() ? options.client() : null) {
                Environment environment = options.environment(client);
                ObjectNode result = Json.object().put("namespace", environment.namespace());
                if (!check) {
                    String manifest = EnvironmentRole.manifest(environment, options.takeOver);
                    if (!main.json) {
                        main.print(manifest);
                    }
                    return new Outcome(
                            true,
                            "This Role is what promotions to " + environment.name() + " need in namespace "
                                    + environment.namespace() + "; kubectl apply -f - takes it.",
                            result.put("manifest", manifest));
                }
                List<String> missing = EnvironmentRole.missing(environment, options.takeOver, client);
                result.set("missing", Json.MAPPER.valueToTree(missing));
                return new Outcome(
                        missing.isEmpty(),
                        missing.isEmpty()
                                ? "The credentials may do all that promotions to " + environment.name()
                                        + " need in namespace " + environment.namespace() + "."
                                : "The credentials may not " + String.join(", ", missing) + " in namespace "
                                        + environment.namespace() + "; apply what cd4ml rbac "
                                        + environment.name() + " prints.",
                        result);
            }
        }
    }

    /** Says what becomes of a canary that waits for a person. */
    @Command(name = "canary", description = "Decide on a canary that waits, or show how far one is.")
    static final class Canary extends Verb {
        /** One of the three. */
        static final class Word {
            @Option(names = "--go-on", description = "The inconclusive step counts as passed.")
            boolean goOn;

            @Option(names = "--again", description = "The step is measured again.")
            boolean again;

            @Option(names = "--abort", description = "The rollout ends; what was there before is put back.")
            boolean abort;
        }

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "ENVIRONMENT",
                defaultValue = "staging",
                description = "The environment's name (default: staging).")
        String environment;

        @ArgGroup
        Word word;

        @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
        String why;

        @Override
        Outcome run(Progress progress) {
            Project project = project();
            ModelRegistry registry = Champions.registry(project.folder());
            if (word != null) {
                CanaryDecision decision =
                        word.goOn ? CanaryDecision.GO_ON : word.again ? CanaryDecision.AGAIN : CanaryDecision.ABORT;
                return decision.decide(registry, project.model(), environment, PromotionOptions.who(), why);
            }
            JsonNode state = CanaryDecision.state(registry, project.model(), environment);
            String waits = state.at("/hold/reason").asText("");
            return new Outcome(
                    true,
                    state.isMissingNode()
                            ? "No canary of " + project.model() + " is under way in " + environment + "."
                            : "The canary of " + project.model() + " in " + environment + " is at step "
                                    + (state.path("step").asInt() + 1) + " of "
                                    + state.path("steps").asInt()
                                    + (waits.isEmpty() ? "." : " and waits for a decision: " + waits + "."),
                    Json.object().set("canary", state.isMissingNode() ? null : state));
        }
    }
}
