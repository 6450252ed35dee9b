package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.InferenceServiceRules;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelConfigMap;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelLabels;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Phase;
import io.jenkins.plugins.cd4ml.engine.deploy.plain.PlainManifests;
import io.jenkins.plugins.cd4ml.engine.deploy.plain.Pruner;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Preflight;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Rollout;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Deploys by commits to the environment's repository: what another deployer renders is committed there, and what a
 * controller in the cluster makes of it is waited for and tried out. Waits until the cluster has exactly the committed
 * objects, which an annotation with their digest tells. The credentials of the cluster only have to read.
 */
public final class GitOps extends PlainManifests {
    public static final String KEY = "gitops";
    /** Digest of the object as it was rendered. */
    static final String RENDERED = "cd4ml.io/rendered";

    private final Deployer renderer;
    private final GitRepository repository;
    private final BranchFiles layout;

    /** @param renderer makes the objects */
    public GitOps(Deployer renderer, GitRepository repository) {
        this.renderer = renderer;
        this.repository = repository;
        layout = new BranchFiles(repository);
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public List<ManifestObject> render(DeploySource source, DeployedModel model, Environment environment) {
        List<ManifestObject> objects = renderer.render(source, model, environment);
        for (ManifestObject object : objects) {
            if (Phase.of(object) != Phase.ROLLOUT) {
                throw new InputException(object.place() + ": " + object.shown() + " is not applied at once, but "
                        + environment.name() + " is deployed to by commits, all of which a controller applies when it"
                        + " sees them; leave promote.strategy and cd4ml.io/phase out.");
            }
            object.json().withObject("/metadata/annotations").put(RENDERED, Digests.of(Json.line(object.json())));
        }
        return objects;
    }

    @Override
    public void preflight(Site site, List<ManifestObject> objects, boolean requests) {
        new Preflight(site.cluster()).readable(objects, requests);
        try (EnvironmentBranch branch = new EnvironmentBranch(repository)) {
            branch.checkWritable();
            Map<String, String> files = branch.files(layout.folder(objects.get(0)));
            for (ManifestObject object : objects) {
                InferenceServiceRules.checkWeights(object, Json.object());
                checkOwner(object, files, site.takeOver());
            }
        }
    }

    private void checkOwner(ManifestObject object, Map<String, String> files, boolean takeOver) {
        String path = layout.path(object);
        ObjectNode there = BranchFiles.object(path, files.get(path));
        if (!files.containsKey(path) || takeOver && there != null) {
            return;
        }
        for (String label : ModelLabels.OWNER) {
            String own = object.json().at("/metadata/labels").path(label).asText();
            if (there == null
                    || !there.at("/metadata/labels").path(label).asText().equals(own)) {
                throw new PromotionRefusedException(path + " in " + repository.shown() + " was not committed for this"
                        + " model, environment and registry (" + label + "), and is not touched; remove it there, or"
                        + " adopt it with --take-over.");
            }
        }
    }

    @Override
    public Snapshot snapshot(Site site) {
        return new BranchSnapshot(site.cluster(), repository);
    }

    @Override
    public void apply(Site site, List<ManifestObject> objects, Snapshot snapshot) {
        objects.forEach(snapshot::begin);
        try (EnvironmentBranch branch = new EnvironmentBranch(repository)) {
            String message = CommitMessage.of("Deploy", objects.get(0));
            String commit = branch.commit(layout.folder(objects.get(0)), message, files -> {
                Map<String, String> edit = new HashMap<>();
                for (ManifestObject object : objects) {
                    String path = layout.path(object);
                    ObjectNode now = BranchFiles.object(path, files.get(path));
                    ObjectNode before = snapshot.before(object);
                    if (!Objects.equals(now, before) && !object.json().equals(now)) {
                        throw new PromotionRefusedException(path + " in " + repository.shown()
                                + " was changed by another" + " commit meanwhile; look at it, and promote again.");
                    }
                    edit.put(path, BranchFiles.text(object.json()));
                }
                return edit;
            });
            note(site, commit);
        }
        objects.forEach(object -> site.notes().object(object, snapshot.before(object) == null ? "created" : "changed"));
    }

    private void note(Site site, String commit) {
        site.progress().line("  committed as " + commit + " to " + repository.shown());
        site.notes()
                .put(
                        "commit",
                        Json.object()
                                .put("id", commit)
                                .put("repository", repository.url())
                                .put("branch", repository.branch()));
    }

    @Override
    public List<String> await(Site site, List<ManifestObject> objects) throws InterruptedException {
        long deadline = System.nanoTime() + site.timeouts().rollout().toNanos();
        for (ManifestObject object : objects) {
            JsonNode rendered = object.json().at("/metadata/annotations").path(RENDERED);
            while (!rendered.isMissingNode() && !arrived(site, object, rendered)) {
                if (System.nanoTime() > deadline) {
                    throw new PromotionRefusedException(
                            "What was committed to " + repository.shown() + " was not applied"
                                    + " within " + Rollout.shown(site.timeouts().rollout()) + ": " + object.shown()
                                    + (site.cluster().get(object).isPresent() ? " is another one" : " is not there")
                                    + "; look at the controller that applies the repository (Argo CD, Flux).");
                }
                Thread.sleep(site.timeouts().poll().toMillis());
            }
        }
        return super.await(site, objects);
    }

    private static boolean arrived(Site site, ManifestObject object, JsonNode rendered) {
        return site.cluster()
                .get(object)
                .map(live -> live.at("/metadata/annotations").path(RENDERED).equals(rendered))
                .orElse(false);
    }

    /** Commits the removal of files that the former version had and this one has not. */
    @Override
    public void prune(Site site, List<ManifestObject> now, List<ManifestObject> former, List<ManifestObject> back) {
        Set<String> kept = new HashSet<>();
        now.forEach(object -> kept.add(layout.path(object)));
        back.stream().filter(GitOps::modelFiles).forEach(object -> kept.add(layout.path(object)));
        try (EnvironmentBranch branch = new EnvironmentBranch(repository)) {
            String message = CommitMessage.of("Remove what was left before", now.get(0));
            branch.commit(layout.folder(now.get(0)), message, files -> {
                Map<String, String> edit = new HashMap<>();
                files.forEach((path, text) -> {
                    ObjectNode there = kept.contains(path) ? null : BranchFiles.object(path, text);
                    if (there != null && own(there, now.get(0))) {
                        ManifestObject left = new ManifestObject(path, there);
                        if (Pruner.carriesData(left)) {
                            site.notes().left(left.shown());
                        } else {
                            site.notes().object(left, "deleted");
                            edit.put(path, null);
                        }
                    }
                });
                return edit;
            });
        } catch (InputException | PromotionRefusedException | CancellationException e) {
            site.progress().line("  What earlier rollouts left could not be tidied up: " + e.getMessage());
        }
    }

    private static boolean modelFiles(ManifestObject object) {
        return object.json().at("/metadata/labels").has(ModelConfigMap.GENERATED);
    }

    private static boolean own(ObjectNode there, ManifestObject object) {
        JsonNode labels = there.at("/metadata/labels");
        return there.at("/metadata/annotations").has(RENDERED)
                && ModelLabels.OWNER.stream()
                        .allMatch(l -> labels.path(l)
                                .equals(object.json().at("/metadata/labels").path(l)));
    }
}
