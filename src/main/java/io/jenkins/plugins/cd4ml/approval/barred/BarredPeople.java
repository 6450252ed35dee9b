package io.jenkins.plugins.cd4ml.approval.barred;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Barred;
import io.jenkins.plugins.cd4ml.approval.waiver.Waivers;
import java.time.Instant;

/** Finds out who is barred from approving a build's model. Slow: for a background thread and no lock. */
public final class BarredPeople {
    private BarredPeople() {}

    /**
     * Writes into a draft who is barred, why, and which authors cannot be told.
     *
     * @param since     id of the build whose model serves now; null when it is not known or nothing serves
     * @param sinceTime when that model was registered; null likewise
     */
    public static void find(Run<?, ?> run, String since, Instant sinceTime, ApprovalRequest draft) {
        for (String person : CausePeople.chain(run)) {
            draft.barred.add(new Barred(person, "cause", Messages.BarredPeople_cause()));
        }
        if (!draft.rollBack) { // what is put back was changed by nobody since
            ChangeAuthors authors = new ChangeAuthors();
            authors.add(run, since, sinceTime);
            authors.users.forEach(
                    person -> draft.barred.add(new Barred(person, "author", Messages.BarredPeople_author())));
            draft.unmapped.addAll(authors.unmapped);
            Waivers.get()
                    .of(run)
                    .forEach(w -> draft.barred.add(new Barred(
                            w.waiver().by(),
                            "waiver",
                            Messages.BarredPeople_waiver(w.waiver().gate()))));
        }
    }
}
