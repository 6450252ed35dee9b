package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.BakeTime;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Ownership;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Preflight;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Rollout;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.SmokeTest;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The road that a promotion and a roll back share: ask, remember, apply, wait, try out, and make it count, or put back
 * what was there. Whatever goes wrong after the first change, the cluster is put back before the failure goes on.
 */
final class Delivery {
    private final ClusterClient cluster;
    private final Timeouts timeouts;
    private final Progress progress;
    private final PromotionRecord record;
    private final RolloutJournal journal;

    Delivery(
            ClusterClient cluster,
            Timeouts timeouts,
            Progress progress,
            PromotionRecord record,
            RolloutJournal journal) {
        this.journal = journal;
        this.cluster = cluster;
        this.timeouts = timeouts;
        this.progress = progress;
        this.record = record;
    }

    /**
     * @param smoke    null for none
     * @param takeOver whether fields of other owners are taken over
     * @param commit   makes it count (the alias is moved); when it fails, the cluster is put back
     * @throws PromotionRefusedException               when the cluster says no, the rollout or the smoke test fails
     * @throws InputException        when the cluster cannot be asked
     * @throws CancellationException when the thread was interrupted; its interrupt status is then cleared
     */
    void run(List<ManifestObject> objects, SmokeTest smoke, boolean takeOver, Runnable commit) {
        Snapshot snapshot = new Snapshot(cluster);
        boolean resumed = resume(objects, snapshot);
        try {
            Preflight preflight = new Preflight(cluster);
            progress.line("Asking the cluster whether it would take " + objects.size() + " objects.");
            preflight.permitted(objects, smoke != null, takeOver);
            if (!resumed) {
                snapshot.take(objects, takeOver);
                for (Snapshot.Change change : snapshot.remembered()) {
                    if (change.before() != null) {
                        Ownership.check(change.object(), change.before(), takeOver);
                    }
                }
                snapshot.prove();
            }
            preflight.accepted(objects, takeOver);
            journal.write(record.id(), cluster, snapshot.remembered());
            for (ManifestObject object : objects) {
                boolean there = snapshot.begin(object);
                cluster.apply(object, false, takeOver);
                record.object(object, there ? "changed" : "created");
                progress.line("  applied " + object.shown());
            }
            progress.line("Waiting for the rollout.");
            new Rollout(cluster, timeouts, progress).await(objects).forEach(record::unwatched);
            if (smoke != null) {
                progress.line("Asking the golden request.");
                record.put("smoke", smoke.run(cluster, timeouts, progress));
            }
            new BakeTime(cluster, timeouts).watch(objects, smoke, progress);
            commit.run();
        } catch (InterruptedException e) {
            throw (RuntimeException) back(snapshot, new CancellationException("The promotion was interrupted."));
        } catch (PromotionRefusedException | InputException | CancellationException e) {
            throw (RuntimeException) back(snapshot, e);
        } catch (RuntimeException | Error e) {
            back(snapshot, e);
            throw e;
        }
        forget(); // it counts: should this fail, the alias tells the next one
    }

    private void forget() {
        try {
            journal.remove();
        } catch (InputException e) {
            progress.line("  " + e.getMessage());
        }
    }

    /**
     * Deals with the trace of a rollout that was killed: the same one goes on, another one is put back first.
     *
     * @return whether the snapshot is that of the killed rollout
     */
    private boolean resume(List<ManifestObject> objects, Snapshot snapshot) {
        if (!journal.exists()) {
            return false;
        }
        journal.checkPlace(cluster);
        if (journal.sameObjects(objects)) {
            progress.line("Going on with the promotion " + journal.id() + ", which was interrupted.");
            snapshot.resume(journal.changes());
            return true;
        }
        undo();
        return false;
    }

    /**
     * Puts back what an interrupted rollout left half done.
     *
     * @return why what was there before does not serve again yet; empty when it does
     * @throws RuntimeException when it could not be put back; the trace stays
     */
    Optional<String> undo() {
        progress.line("The promotion " + journal.id() + " was interrupted; putting back what was there before it.");
        Snapshot former = new Snapshot(cluster);
        former.resume(journal.changes());
        List<ManifestObject> back = former.restore(new ArrayList<>());
        journal.remove();
        try {
            new Rollout(cluster, timeouts, Progress.SILENT).await(back);
            return Optional.empty();
        } catch (PromotionRefusedException e) {
            progress.line("  It does not serve again yet: " + e.getMessage());
            return Optional.of(e.getMessage());
        } catch (InterruptedException e) {
            throw new CancellationException("The promotion was interrupted.");
        }
    }

    /** @return the failure with what became of the cluster added to its sentence */
    private Throwable back(Snapshot snapshot, Throwable failure) {
        if (snapshot.untouched()) {
            forget();
            return with(failure, "Nothing was changed in the cluster.");
        }
        boolean interrupted = Thread.interrupted(); // or the way back could not ask the cluster either
        ObjectNode restored = Json.object();
        record.put("restored", restored);
        try {
            progress.line("Putting back what was there.");
            List<String> differences = new ArrayList<>();
            List<ManifestObject> back = snapshot.restore(differences);
            forget();
            restored.put("ok", true);
            restored.set("differences", Json.MAPPER.valueToTree(differences));
            if (!back.isEmpty() && !interrupted && !(failure instanceof CancellationException)) {
                awaitFormer(back, restored);
            }
            return with(failure, fate(snapshot, differences, restored));
        } catch (PromotionRefusedException | InputException | CancellationException | InterruptedException e) {
            restored.put("ok", false).put("reason", String.valueOf(e.getMessage()));
            return with(failure, "What was there before could NOT be put back: " + e.getMessage());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            restored.put("ok", false).put("reason", e.toString());
            return with(failure, "What was there before could NOT be put back: " + e);
        }
    }

    /** Waits until the former pods serve again; nobody waits for that who interrupted the promotion. */
    private void awaitFormer(List<ManifestObject> back, ObjectNode restored) throws InterruptedException {
        try {
            new Rollout(cluster, timeouts, Progress.SILENT).await(back);
        } catch (PromotionRefusedException e) {
            restored.put("notServing", e.getMessage());
        }
    }

    private static String fate(Snapshot snapshot, List<String> differences, ObjectNode restored) {
        if (!snapshot.anyBefore()) {
            return "What it had made was removed; nothing was there before.";
        }
        String others = differences.isEmpty()
                ? ""
                : ", but others changed " + String.join(", ", differences.subList(0, Math.min(3, differences.size())));
        String serving = restored.has("notServing")
                ? " It does not serve again yet: " + restored.get("notServing").asText()
                : "";
        return "What was there before was put back" + others + "." + serving;
    }

    private static Throwable with(Throwable failure, String fate) {
        String sentence = failure.getMessage() + " " + fate;
        if (failure instanceof PromotionRefusedException) {
            return new PromotionRefusedException(sentence, failure);
        }
        if (failure instanceof InputException) {
            return new InputException(sentence, failure);
        }
        if (failure instanceof CancellationException) {
            return new CancellationException(sentence);
        }
        return failure;
    }
}
