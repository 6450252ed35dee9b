package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.GoldenRequests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The road that a promotion and a roll back share: ask, remember, apply, wait, try out, and make it count, or put back
 * what was there. Whatever goes wrong after the first change, the cluster is put back before the failure goes on.
 */
final class Delivery {
    private static final Duration ARRIVAL = Duration.ofSeconds(1);

    private final Deployer deployer;
    private final Site site;
    private final Progress progress;
    private final PromotionRecord record;
    private final RolloutJournal journal;

    Delivery(Deployer deployer, Site site, PromotionRecord record, RolloutJournal journal) {
        this.deployer = deployer;
        this.site = site;
        this.progress = site.progress();
        this.record = record;
        this.journal = journal;
    }

    /**
     * @param smoke    null for none
     * @param commit   makes it count (the alias is moved); when it fails, the cluster is put back
     * @throws PromotionRefusedException               when the cluster says no, the rollout or the smoke test fails
     * @throws InputException        when the cluster cannot be asked
     * @throws CancellationException when the thread was interrupted; its interrupt status is then cleared
     */
    void run(List<ManifestObject> objects, GoldenRequests smoke, Runnable commit) {
        Snapshot snapshot = deployer.snapshot(site);
        boolean resumed = resume(objects, snapshot);
        try {
            progress.line("Asking the cluster whether it would take " + objects.size() + " objects.");
            deployer.preflight(site, objects, smoke != null);
            if (!resumed) {
                snapshot.take(objects, site.takeOver());
                snapshot.prove();
            }
            journal.write(record.id(), deployer.key(), site.cluster(), snapshot.remembered());
            deployer.apply(site, objects, snapshot);
            progress.line("Waiting for the rollout.");
            deployer.await(site, objects).forEach(record::unwatched);
            ObjectNode answers = deployer.verify(site, objects, smoke, snapshot);
            if (answers != null) {
                record.put("smoke", answers);
            }
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
        journal.checkPlace(site.cluster());
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
        Snapshot former = deployer.snapshot(site);
        former.resume(journal.changes());
        List<ManifestObject> back = deployer.restore(site, former, new ArrayList<>());
        journal.remove();
        try {
            deployer.await(site.silent(), back);
            return Optional.empty();
        } catch (PromotionRefusedException | InputException e) {
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
            List<ManifestObject> back = deployer.restore(site, snapshot, differences);
            if (interrupted || failure instanceof CancellationException) {
                Thread.sleep(ARRIVAL.toMillis()); // a write that was cut off may reach the cluster only now
                deployer.restore(site, snapshot, new ArrayList<>());
            }
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
            deployer.await(site.silent(), back);
        } catch (PromotionRefusedException e) {
            restored.put("notServing", e.getMessage());
        } catch (InputException e) { // it was put back all the same
            restored.put("unseen", e.getMessage());
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
        String unseen = restored.has("unseen")
                ? " Whether it serves again could not be seen: "
                        + restored.get("unseen").asText()
                : "";
        return "What was there before was put back" + others + "." + serving + unseen;
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
