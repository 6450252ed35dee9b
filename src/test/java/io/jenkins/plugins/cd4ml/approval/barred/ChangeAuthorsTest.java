package io.jenkins.plugins.cd4ml.approval.barred;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.security.HudsonPrivateSecurityRealm;
import io.jenkins.plugins.cd4ml.approval.decision.Approvers;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.FakeChangeLogSCM;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Authors as a source control tells them: known users are barred, others are named. */
@WithJenkins
class ChangeAuthorsTest {
    private JenkinsRule j;
    private FreeStyleProject job;

    @BeforeEach
    void bobIsAUserAndEveIsNone(JenkinsRule rule) throws Exception {
        j = rule;
        HudsonPrivateSecurityRealm realm = new HudsonPrivateSecurityRealm(false, false, null);
        j.jenkins.setSecurityRealm(realm);
        realm.createAccount("bob", "bob");
        realm.createAccount("carol", "carol");
        job = j.createFreeStyleProject("churn");
    }

    private FreeStyleBuild build(String... authors) throws Exception {
        FakeChangeLogSCM scm = new FakeChangeLogSCM();
        for (String author : authors) {
            scm.addChange().withAuthor(author).withMsg("change");
        }
        job.setScm(scm);
        return j.buildAndAssertSuccess(job);
    }

    private static ApprovalRequest draft(Run<?, ?> run, String since, boolean rollBack) {
        ApprovalRequest draft = new ApprovalRequest();
        draft.rollBack = rollBack;
        BarredPeople.find(run, since, null, draft);
        return draft;
    }

    private static List<String> barred(ApprovalRequest draft) {
        return draft.barred.stream().map(b -> b.userId() + " " + b.kind()).toList();
    }

    @Test
    void authorsSinceTheServingBuildAreBarredAndUnknownOnesAreNamed() throws Exception {
        FreeStyleBuild serves = build("carol");
        build("eve");
        FreeStyleBuild last = build("bob");
        ApprovalRequest draft = draft(last, serves.getExternalizableId(), false);
        assertEquals(List.of("bob author"), barred(draft));
        assertEquals(List.of("eve"), draft.unmapped);
        assertEquals(List.of("bob author", "carol author"), barred(draft(last, null, false)), "nothing serves yet");
        assertEquals(List.of(), barred(draft(last, serves.getExternalizableId(), true)), "a roll back");
    }

    @Test
    void aBarredAuthorReadsWhyNot() throws Exception {
        ApprovalRequest draft = draft(build("bob"), null, false);
        Environment staging = new Environment("staging");
        staging.setApprovers("bob carol");
        staging.setRequesterMayApprove(true); // lifts only what starting the build means
        assertEquals(
                "A change of yours is in this model; somebody else must approve it.",
                Caller.as("bob", () -> Approvers.refusal(draft, staging, Person.current(Channel.SESSION))));
        assertNull(Caller.as("carol", () -> Approvers.refusal(draft, staging, Person.current(Channel.SESSION))));
    }

    @Test
    void authorsOfDeletedBuildsCountAsUnknown() throws Exception {
        FreeStyleBuild serves = build("carol");
        build("bob").delete();
        ApprovalRequest draft = draft(build(), serves.getExternalizableId(), false);
        assertEquals(List.of(), barred(draft));
        assertEquals(List.of("(authors of deleted builds)"), draft.unmapped);
    }
}
