package io.jenkins.plugins.cd4ml.engine.deploy.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.canary.CanarySteps;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.BlueGreen;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Canary;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.InferenceServiceRules;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Manifests;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Phase;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Ownership;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Preflight;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Rollout;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.BakeTime;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.GoldenRequests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Applies the repository's own manifests server-side, all at once, and waits for them. */
public class PlainManifests implements Deployer {
    @Override
    public String key() {
        return "manifests";
    }

    @Override
    public List<ManifestObject> render(DeploySource source, DeployedModel model, Environment environment) {
        if (source.manifests() == null) {
            throw new InputException("cd4ml.yaml says nothing of how the model is deployed; name the manifests as"
                    + " promote.manifests.");
        }
        List<ManifestObject> objects = new Manifests(environment).render(source.manifests(), model);
        JsonNode section = source.section();
        return switch (section.path("strategy").asText()) {
            case "blueGreen" -> BlueGreen.of(objects, model.version());
            case "canary" -> Canary.of(objects, CanarySteps.plan(section.path("canary"), environment));
            default -> objects;
        };
    }

    @Override
    public void preflight(Site site, List<ManifestObject> objects, boolean requests) {
        Preflight preflight = new Preflight(site.cluster());
        preflight.permitted(objects, requests || !Canary.among(objects).isEmpty(), site.takeOver());
        for (ManifestObject object : objects) {
            Optional<ObjectNode> live = site.cluster().get(object);
            live.ifPresent(there -> Ownership.check(object, there, site.cluster(), site.takeOver()));
            InferenceServiceRules.checkWeights(object, live.orElseGet(Json::object));
        }
        preflight.accepted(objects, site.takeOver());
        CanarySteps.preflight(site, objects);
    }

    @Override
    public Snapshot snapshot(Site site) {
        return new Snapshot(site.cluster());
    }

    @Override
    public void apply(Site site, List<ManifestObject> objects, Snapshot snapshot) {
        List<ManifestObject> first = new ArrayList<>(objects);
        first.removeAll(Phase.SWITCH.among(objects));
        first.removeAll(Phase.VERIFY.among(objects));
        first.removeAll(Canary.among(objects));
        applyNow(site, first, snapshot);
    }

    private static void applyNow(Site site, List<ManifestObject> objects, Snapshot snapshot) {
        for (ManifestObject object : objects) {
            boolean there = snapshot.begin(object);
            site.cluster().apply(object, false, site.takeOver());
            site.notes().object(object, there ? "changed" : "created");
            site.progress().line("  applied " + object.shown());
        }
    }

    @Override
    public List<String> await(Site site, List<ManifestObject> objects) throws InterruptedException {
        List<ManifestObject> applied = new ArrayList<>(objects);
        applied.removeAll(Phase.SWITCH.among(objects));
        applied.removeAll(Phase.VERIFY.among(objects));
        applied.removeAll(Canary.among(objects));
        return new Rollout(site.cluster(), site.timeouts(), site.progress()).await(applied);
    }

    @Override
    public ObjectNode verify(Site site, List<ManifestObject> objects, GoldenRequests smoke, Snapshot snapshot)
            throws InterruptedException {
        Optional<CanarySteps> canary = CanarySteps.of(site, objects, snapshot);
        if (canary.isPresent()) {
            canary.get().begin(snapshot);
        }
        if (smoke != null && (canary.isPresent() || Canary.among(objects).isEmpty())) {
            askPreview(site, objects, smoke);
        }
        List<ManifestObject> checks = Phase.VERIFY.among(objects);
        if (!checks.isEmpty()) {
            site.progress().line("Running what verifies it.");
            applyNow(site, checks, snapshot);
            new Rollout(site.cluster(), site.timeouts(), site.progress()).await(checks);
        }
        if (canary.isPresent()) {
            canary.get().run(snapshot);
        }
        List<ManifestObject> switched = Phase.SWITCH.among(objects);
        if (!switched.isEmpty()) {
            site.progress().line("Switching to it.");
            applyNow(site, switched, snapshot);
            new Rollout(site.cluster(), site.timeouts(), site.progress()).await(switched);
        }
        ObjectNode answers = null;
        if (smoke != null) {
            site.progress().line("Asking the golden request.");
            answers = smoke.run(site.cluster(), site.timeouts(), site.progress());
        }
        new BakeTime(site.cluster(), site.timeouts()).watch(Phase.lasting(objects), smoke, site.progress());
        for (ManifestObject object : objects) {
            if (Phase.of(object) == Phase.TEMPORARY || Phase.of(object) == Phase.VERIFY) {
                site.cluster().deleteOwn(object);
                site.notes().object(object, "deleted");
            }
        }
        return answers;
    }

    /** Asks what is not served yet, where there is a way to it. */
    private static void askPreview(Site site, List<ManifestObject> objects, GoldenRequests smoke)
            throws InterruptedException {
        String preview = BlueGreen.previewName(smoke.service());
        if (Phase.TEMPORARY.among(objects).stream()
                .anyMatch(o -> o.is("v1", "Service") && o.name().equals(preview))) {
            site.progress().line("Asking the golden request of Service " + preview + ".");
            smoke.at(preview).run(site.cluster(), site.timeouts(), site.progress());
        }
    }

    @Override
    public List<ManifestObject> restore(Site site, Snapshot snapshot, List<String> differences) {
        return snapshot.restore(differences).stream().map(Phase::unmarked).toList();
    }

    @Override
    public void prune(Site site, List<ManifestObject> now, List<ManifestObject> former, List<ManifestObject> back) {
        new Pruner(site).tidy(now, former, back);
    }

    @Override
    public JsonNode observe(Site site, List<ManifestObject> objects) {
        ObjectNode live = Json.object();
        objects.forEach(
                object -> live.set(object.shown(), site.cluster().get(object).orElse(null)));
        return live;
    }
}
