package io.jenkins.plugins.cd4ml.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException.Reason;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.Freeze;
import io.jenkins.plugins.cd4ml.config.Holds;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.api.mixin.ChangeRequestSCMHead2;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** alice may promote with what is listed, mallory may build and replay everything and promote nothing. */
@WithJenkins
class EnvironmentAccessTest {
    @TempDir
    Path folder;

    private JenkinsRule j;
    private final Environment staging = new Environment("staging");
    private FreeStyleProject churn;

    @BeforeEach
    void aListedJob(JenkinsRule rule) throws Exception {
        j = rule;
        JenkinsSetUp.users(
                j,
                new MockAuthorizationStrategy()
                        .grant(Jenkins.READ, Item.READ, Item.BUILD, Item.CONFIGURE)
                        .everywhere()
                        .to("alice", "mallory")
                        .grant(Permissions.PROMOTE)
                        .everywhere()
                        .to("alice"));
        churn = j.createFreeStyleProject("churn");
        staging.setItems("churn");
        Environments.get().setEnvironments(List.of(staging));
    }

    private static Run<?, ?> build(FreeStyleProject job, Cause... causes) throws Exception {
        return job.scheduleBuild2(0, new CauseAction(causes)).get();
    }

    private static Cause by(String user) {
        return new Cause.UserIdCause(user);
    }

    private void refused(Reason reason, Run<?, ?> run) {
        assertEquals(
                reason,
                assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.check(run, staging, "churn"))
                        .reason());
    }

    private void taken(Run<?, ?> run) {
        assertDoesNotThrow(() -> EnvironmentAccess.check(run, staging, "churn"));
    }

    @Test
    void onlyListedJobsOfPeopleWhoMayPromoteAreTaken() throws Exception {
        taken(build(churn, by("alice")));
        refused(Reason.NOT_LISTED, build(j.createFreeStyleProject("other"), by("alice")));
        refused(Reason.NO_PERMISSION, build(churn, by("mallory")));
        refused(Reason.NO_PERMISSION, build(churn, by("alice"), by("mallory")));
        refused(Reason.NO_PERMISSION, build(churn, new Cause.UserIdCause(null)));
        staging.setItems("");
        refused(Reason.NOT_LISTED, build(churn, by("alice")));
    }

    @Test
    void aBuildOfNobodyIsTakenOnlyWhereTheEnvironmentSaysSo() throws Exception {
        Run<?, ?> timer = build(churn, new hudson.triggers.TimerTrigger.TimerTriggerCause());
        refused(Reason.UNATTENDED, timer);
        staging.setUnattended(true);
        taken(timer);
        refused(Reason.NO_PERMISSION, build(churn, by("mallory")));
    }

    @Test
    void thePeopleAndRevisionsUpstreamCount() throws Exception {
        FreeStyleProject open = j.createFreeStyleProject("open");
        refused(Reason.NO_PERMISSION, build(churn, new Cause.UpstreamCause(build(open, by("mallory")))));
        taken(build(churn, new Cause.UpstreamCause(build(open, by("alice")))));
        FreeStyleProject fork = j.createFreeStyleProject("PR-7");
        Run<?, ?> led = build(churn, new Cause.UpstreamCause(build(fork, by("alice"))), by("alice"));
        refused(Reason.UNTRUSTED_REVISION, led);
        fork.getBuildByNumber(1).delete();
        refused(Reason.UNTRUSTED_REVISION, led);
        fork.delete();
        refused(Reason.UNTRUSTED_REVISION, led);
    }

    @Test
    void aChangeRequestFromAForkIsNeverTakenNorShownAnything() throws Exception {
        staging.setItems("**");
        staging.setReaders("**");
        staging.setUnattended(true);
        Run<?, ?> fork = build(j.createFreeStyleProject("PR-8"), by("alice"));
        refused(Reason.UNTRUSTED_REVISION, fork);
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkReading(fork, staging, "churn"));
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkVersion(fork, "churn", 1));
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkUse(fork, staging));
    }

    @Test
    void aReplayAsksTheOneWhoReplayed() throws Exception {
        WorkflowJob pipeline = JenkinsSetUp.pipeline(j, "pipeline", "echo 'as written'");
        staging.setItems("pipeline");
        staging.setUnattended(true);
        WorkflowRun first = j.buildAndAssertSuccess(pipeline);
        taken(first);
        WorkflowRun replayed;
        try (var mallory = hudson.security.ACL.as(hudson.model.User.getById("mallory", true))) {
            replayed = (WorkflowRun) first.getAction(ReplayAction.class)
                    .run("echo 'another'", java.util.Map.of())
                    .get();
        }
        refused(Reason.NO_PERMISSION, replayed);
        try (var alice = hudson.security.ACL.as(hudson.model.User.getById("alice", true))) {
            WorkflowRun again = (WorkflowRun) replayed.getAction(ReplayAction.class)
                    .run("echo 'another'", java.util.Map.of())
                    .get();
            refused(Reason.NO_PERMISSION, again); // mallory's script may still be in it
        }
    }

    private ModelVersion serve(Run<?, ?> run, Instant since) throws Exception {
        Path files = Files.createDirectories(
                folder.resolve("model-" + run.getParent().getName()));
        Files.writeString(files.resolve("weights"), run.getExternalizableId());
        BuildRecord.begin(run);
        ModelVersion version = BuildRecord.registry(run, "churn")
                .register(new Registration(
                        "churn", Digests.of(files), run.getFullDisplayName(), BuildRecord.of(run), files, "alice"));
        Alias.Move move = new Alias.Move(
                "p" + version.number(),
                "promote",
                version.number(),
                version.digest(),
                since.toString(),
                "alice",
                null,
                "p" + version.number(),
                null);
        BuildRecord.registry(run, "churn").move("churn", "staging", move, Json.object());
        return version;
    }

    @Test
    void aModelOfAnotherProjectIsNeitherReplacedNorReadByItsName() throws Exception {
        FreeStyleProject poisoner = j.createFreeStyleProject("poisoner");
        staging.setItems("churn\npoisoner");
        serve(build(churn, by("alice")), Instant.now());
        taken(build(churn, by("alice")));
        Run<?, ?> poison = build(poisoner, by("alice"));
        refused(Reason.OTHER_MODEL, poison);
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkReading(poison, staging, "churn"));
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkVersion(poison, "churn", 1));
        staging.setReaders("poisoner");
        assertDoesNotThrow(() -> EnvironmentAccess.checkReading(poison, staging, "churn"));
        refused(Reason.OTHER_MODEL, poison);
        staging.setSharedModels("churn");
        taken(poison);
    }

    @Test
    void aReaderOfAnotherFolderMeansWhatTheEnvironmentServes() throws Exception {
        serve(build(churn, by("alice")), Instant.now());
        Run<?, ?> apart = build(j.createFolder("dev").createProject(FreeStyleProject.class, "train"), by("alice"));
        assertTrue(EnvironmentAccess.registry(apart, staging, "churn").isUnknown("churn"));
        staging.setReaders("dev/**");
        assertEquals("", EnvironmentAccess.registry(apart, staging, "churn").folder());
        assertEquals(
                "dev", EnvironmentAccess.registry(apart, staging, "attrition").folder());
    }

    @Test
    void aRenamedProjectKeepsItsModelAndADeletedOneLeavesItToNobody() throws Exception {
        FreeStyleProject poisoner = j.createFreeStyleProject("poisoner");
        staging.setItems("churn\npoisoner\nattrition");
        Run<?, ?> made = build(churn, by("alice"));
        serve(made, Instant.now());
        Run<?, ?> poison = build(poisoner, by("alice"));
        churn.renameTo("attrition");
        Run<?, ?> own = build(churn, by("alice"));
        taken(own);
        assertDoesNotThrow(() -> EnvironmentAccess.checkVersion(own, "churn", 1));
        refused(Reason.OTHER_MODEL, poison);
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkVersion(poison, "churn", 1));
        made.delete();
        taken(own); // Jenkins remembers the renaming
        churn.delete();
        refused(Reason.OTHER_MODEL, poison);
        staging.setSharedModels("churn");
        taken(poison);
    }

    @Test
    void aModelOfABranchThatIsGoneBelongsToItsMultibranchProject() throws Exception {
        MockFolder project = j.createFolder("project");
        FreeStyleProject release = project.createProject(FreeStyleProject.class, "branch-release");
        FreeStyleProject main = project.createProject(FreeStyleProject.class, "branch-main");
        MockFolder other = j.createFolder("other");
        FreeStyleProject elsewhere = other.createProject(FreeStyleProject.class, "branch-release");
        ModelVersion version = serve(build(release, by("alice")), Instant.now());
        ModelMaker owner = ModelMaker.of(version);
        assertTrue(owner.is(main));
        assertFalse(owner.is(elsewhere));
        project.renameTo("renamed");
        assertTrue(owner.is(main));
        assertFalse(owner.is(elsewhere));
        project.renameTo("project");
        release.delete();
        assertTrue(owner.is(main));
        assertFalse(owner.is(elsewhere));
    }

    private void ruled(Reason reason, Run<?, ?> run, String digest, Instant now, boolean warning) throws Exception {
        Environment now1 = EffectiveEnvironments.named("staging", run.getParent());
        Proposal proposal = new Proposal("churn", digest, warning, null);
        if (reason == null) {
            PromotionRules.check(run, now1, proposal, now);
        } else {
            assertEquals(
                    reason,
                    assertThrows(AccessRefusedException.class, () -> PromotionRules.check(run, now1, proposal, now))
                            .reason());
        }
    }

    @Test
    void timesOrderGatesAndTickets() throws Exception {
        Run<?, ?> run = build(churn, by("alice"));
        Instant monday = Instant.parse("2026-11-30T12:00:00Z");
        ruled(null, run, "sha256:1", monday, false);
        ruled(Reason.GATES, run, "sha256:1", monday, true);
        staging.setFreezes(List.of(new Freeze("FRI 16:00", "TUE 08:00")));
        ruled(Reason.FROZEN, run, "sha256:1", monday, false);
        ruled(null, run, "sha256:1", monday.plus(Duration.ofDays(1)), false);
        staging.setFreezes(null);

        Holds.get().set("", "staging", "fraud", "alice", "another model");
        ruled(null, run, "sha256:1", monday, false);
        Holds.get().set("", "staging", null, "alice", "incident 7");
        ruled(Reason.HELD, run, "sha256:1", monday, false);
        Holds.get().lift("", "staging", null);
        ruled(null, run, "sha256:1", monday, false);

        staging.setRequiredGates("auc");
        BuildRecord.of(run).write(RunFolder.GATES, Json.MAPPER.readTree("{\"verdict\":\"PASSED\",\"items\":[]}"));
        ruled(Reason.GATES, run, "sha256:1", monday, false);
        staging.setRequiredGates("");

        ModelVersion version = serve(run, monday.minus(Duration.ofHours(2)));
        staging.setSoakHours(3);
        ruled(Reason.SOAKING, run, "sha256:1", monday, false);
        ruled(null, run, version.digest(), monday, false);
        ruled(null, run, "sha256:1", monday.plus(Duration.ofHours(1)), false);
        staging.setSoakHours(0);

        staging.setRequiredEnvironment("staging");
        staging.setRequiredHours(3);
        ruled(Reason.ORDER, run, "sha256:1", monday, false);
        ruled(Reason.ORDER, run, version.digest(), monday, false);
        ruled(null, run, version.digest(), monday.plus(Duration.ofHours(1)), false);

        staging.setChangeTicketRequired(true);
        ruled(Reason.TICKET, run, version.digest(), monday.plus(Duration.ofHours(1)), false);
    }

    /** Takes jobs called PR-… for change requests from forks and branch-… for branches, as branch sources say of theirs. */
    @TestExtension
    public static final class Forks extends SCMHead.HeadByItem {
        @Override
        public SCMHead getHead(Item item) {
            return item.getName().startsWith("PR-")
                    ? new Fork(item.getName())
                    : item.getName().startsWith("branch-") ? new SCMHead(item.getName()) : null;
        }
    }

    /** The head of a change request that comes from somebody's fork. */
    private static final class Fork extends SCMHead implements ChangeRequestSCMHead2 {
        private static final long serialVersionUID = 1L;

        Fork(String name) {
            super(name);
        }

        @Override
        public SCMHeadOrigin getOrigin() {
            return new SCMHeadOrigin.Fork("mallory");
        }

        @Override
        public String getId() {
            return getName();
        }

        @Override
        public SCMHead getTarget() {
            return new SCMHead("main");
        }

        @Override
        public ChangeRequestCheckoutStrategy getCheckoutStrategy() {
            return ChangeRequestCheckoutStrategy.HEAD;
        }

        @Override
        public String getOriginName() {
            return getName();
        }
    }
}
