package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.RegistryLogin;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.PromotionOptions;
import io.jenkins.plugins.cd4ml.engine.deploy.Deployers;
import io.jenkins.plugins.cd4ml.engine.deploy.Promotion;
import io.jenkins.plugins.cd4ml.engine.deploy.PromotionRequest;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestFiles;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deploys the current run's model to a cluster. Approvals exist in Jenkins only, and it says so. */
@Command(name = "promote-model", description = "Deploy the evaluated model: apply, wait, smoke-test, or put back.")
final class PromoteModel extends Verb {
    @Mixin
    PromotionOptions options = new PromotionOptions();

    @Option(names = "--accept-warning", description = "Promote although a gate warns.")
    boolean acceptWarning;

    @Override
    Outcome run(Progress progress) {
        Project project = project();
        RunFolder run = folder();
        Set<String> verdicts = new LinkedHashSet<>(Set.of("PASSED"));
        if (acceptWarning) {
            verdicts.add("WARNING");
        }
        SigningKey key = options.signingKey();
        try (KubernetesClient client = options.client()) {
            Environment environment = options.environment(client);
            PromotionRequest.Conditions conditions = new PromotionRequest.Conditions(verdicts, null, options.takeOver);
            return PromotionOptions.interruptible(
                    progress, () -> promote(project, run, client, environment, conditions, options.why, key, progress));
        }
    }

    /** Promotes the run's model as cd4ml.yaml describes it. @param key signs the version; null for nobody */
    static Outcome promote(
            Project project,
            RunFolder run,
            KubernetesClient client,
            Environment environment,
            PromotionRequest.Conditions conditions,
            String why,
            SigningKey key,
            Progress progress) {
        progress.line("Promoting from this machine: nobody has to approve. Approvals exist in Jenkins.");
        JsonNode section = project.section("promote");
        JsonNode smoke = section.hasNonNull("smoke")
                ? Json.read(project.existing(section.get("smoke").asText(), "/promote/smoke"))
                : null;
        run.needsModel("promote"); // before its folder is missed
        String output = project.root().at("/train/output").asText("model/");
        ManifestFiles manifests = null;
        if (section.hasNonNull("manifests")) {
            String place = section.get("manifests").asText();
            manifests = ManifestFiles.read(project.existing(place, "/promote/manifests"), place);
        }
        PromotionRequest request = new PromotionRequest(
                project.model(),
                run,
                project.model() + " run " + run.id(),
                project.existing(output, "/train/output"),
                Deployers.BUILT_IN.of(section, environment),
                new DeploySource(section, manifests, smoke),
                environment,
                conditions,
                Timeouts.of(section),
                PromotionOptions.who(),
                why,
                key);
        RegistryLogin login = RegistryLogin.of(System.getenv());
        return Promotion.run(request.with(login), client, Champions.registry(project.folder()), progress);
    }
}
