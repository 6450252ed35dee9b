package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stood in the branch before a rollout. The way back is a commit of just that. */
final class BranchSnapshot extends Snapshot {
    private final GitRepository repository;
    private final BranchFiles layout;

    BranchSnapshot(ClusterClient cluster, GitRepository repository) {
        super(cluster);
        this.repository = repository;
        layout = new BranchFiles(repository);
    }

    @Override
    public void take(List<ManifestObject> objects, boolean takeOver) {
        try (EnvironmentBranch branch = new EnvironmentBranch(repository)) {
            Map<String, String> files = branch.files(layout.folder(objects.get(0)));
            for (ManifestObject object : objects) {
                String path = layout.path(object);
                remember(new Change(object, BranchFiles.object(path, files.get(path)), takeOver));
            }
        }
    }

    /** A commit can always be made back. */
    @Override
    public void prove() {}

    @Override
    public List<ManifestObject> restore(List<String> differences) {
        List<ManifestObject> back = new ArrayList<>();
        List<Change> begun = begun();
        if (begun.isEmpty()) {
            return back;
        }
        try (EnvironmentBranch branch = new EnvironmentBranch(repository)) {
            branch.commit(layout.folder(begun.get(0).object()), message(begun), files -> {
                Map<String, String> edit = new HashMap<>();
                differences.clear();
                begun.forEach(change -> {
                    String path = layout.path(change.object());
                    ObjectNode now = BranchFiles.object(path, files.get(path));
                    if (change.object().json().equals(now)) {
                        edit.put(path, change.before() == null ? null : BranchFiles.text(change.before()));
                    } else if (now == null ? change.before() != null : !now.equals(change.before())) {
                        differences.add(path); // somebody else's commit came after ours
                    }
                });
                return edit;
            });
        }
        begun.stream()
                .filter(change -> change.before() != null)
                .forEach(change -> back.add(new ManifestObject(change.object().place(), change.before())));
        return back;
    }

    private static String message(List<Change> changes) {
        ManifestObject object = changes.get(0).object();
        return CommitMessage.of("Take back", object) + "\n";
    }
}
