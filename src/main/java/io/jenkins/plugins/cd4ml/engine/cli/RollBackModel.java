package io.jenkins.plugins.cd4ml.engine.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.PromotionOptions;
import io.jenkins.plugins.cd4ml.engine.deploy.Deployers;
import io.jenkins.plugins.cd4ml.engine.deploy.RollBack;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Puts the previous good version back. */
@Command(name = "roll-back-model", description = "Put the previous good version back into an environment.")
final class RollBackModel extends Verb {
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
