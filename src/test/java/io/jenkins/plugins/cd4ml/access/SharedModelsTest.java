package io.jenkins.plugins.cd4ml.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.folder.FolderEnvironments;
import io.jenkins.plugins.cd4ml.config.model.SharedModel;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The folder risk has a model churn, which staging serves; jobs of sales want to read it. */
@WithJenkins
class SharedModelsTest {
    @TempDir
    Path files;

    private JenkinsRule j;
    private final Environment staging = new Environment("staging");
    private Folder risk;
    private Run<?, ?> maker;
    private Run<?, ?> named;
    private Run<?, ?> other;

    @BeforeEach
    void aServedModelAndTwoJobsElsewhere(JenkinsRule rule) throws Exception {
        j = rule;
        staging.setItems("risk");
        Environments.get().setEnvironments(List.of(staging));
        risk = j.createProject(Folder.class, "risk");
        Folder sales = j.createProject(Folder.class, "sales");
        maker = j.buildAndAssertSuccess(risk.createProject(FreeStyleProject.class, "train"));
        named = j.buildAndAssertSuccess(sales.createProject(FreeStyleProject.class, "named"));
        other = j.buildAndAssertSuccess(sales.createProject(FreeStyleProject.class, "other"));
        register(maker);
    }

    private void register(Run<?, ?> run) throws Exception {
        BuildRecord.begin(run);
        Files.writeString(files.resolve("weights"), run.getExternalizableId());
        ModelRegistry registry = BuildRecord.registry(run, "churn");
        int number = registry.register(new Registration(
                        "churn", Digests.of(files), run.getFullDisplayName(), BuildRecord.of(run), files, "ada"))
                .number();
        String id = "p" + number;
        registry.move(
                "churn",
                "staging",
                new Alias.Move(id, "promote", number, "sha256:x", "2026-03-01T10:00:00Z", "ada", null, id, null),
                Json.object());
    }

    private void share(Folder folder, String model, String readers) throws Exception {
        FolderEnvironments said = new FolderEnvironments();
        if (readers != null) {
            SharedModel shared = new SharedModel(model);
            shared.setReaders(readers);
            said.setSharedModels(List.of(shared));
        }
        folder.getProperties().replace(said);
    }

    private void refused(Run<?, ?> run) {
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.checkReading(run, staging, "churn"));
        assertDoesNotThrow(() -> EnvironmentAccess.checkVersion(run, "churn", 1), "there is none of its own");
        assertTrue(assertDoesNotThrow(() -> EnvironmentAccess.versions(run, "churn"))
                .versions("churn")
                .isEmpty());
    }

    private void reads(Run<?, ?> run) throws Exception {
        EnvironmentAccess.checkReading(run, staging, "churn");
        EnvironmentAccess.checkVersion(run, "churn", 1);
        assertEquals("risk", EnvironmentAccess.registry(run, staging, "churn").folder());
        assertEquals(
                1, EnvironmentAccess.versions(run, "churn").versions("churn").size());
    }

    @Test
    void onlyWhomTheFolderNamesReadsItAndNobodyElseRegistersIt() throws Exception {
        refused(named);
        share(risk, "churn", "sales/named");
        reads(named);
        refused(other);
        assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.check(named, staging, "churn"));
        assertEquals("sales", BuildRecord.registry(named, "churn").folder(), "what it registers is its own");
        share(risk, "churn", "sales");
        reads(other);
        share(risk, "fraud", "**");
        refused(named);
        share(risk, "churn", null);
        refused(named);
    }

    @Test
    void whoHasAModelOfThatNameMeansItsOwn() throws Exception {
        share(risk, "churn", "**");
        register(other);
        assertEquals("sales", EnvironmentAccess.versions(other, "churn").folder());
        assertEquals("sales", EnvironmentAccess.versions(named, "churn").folder());
    }

    @Test
    void aFolderSharesWhatIsInItAndNothingElse() throws Exception {
        Folder eu = risk.createProject(Folder.class, "eu");
        FreeStyleProject job = eu.createProject(FreeStyleProject.class, "train");
        share(eu, "churn", "**"); // it has none, and the one outside it is not its own to share
        refused(named);
        register(j.buildAndAssertSuccess(job));
        share(eu, "churn", null);
        share(risk, "eu/churn", "sales/named");
        assertEquals("risk/eu", EnvironmentAccess.versions(named, "churn").folder());
        share(eu, "churn", "sales");
        assertEquals("risk/eu", EnvironmentAccess.versions(named, "churn").folder());
        SharedModel own = new SharedModel("churn");
        own.setReaders("sales");
        SharedModel below = new SharedModel("eu/churn");
        below.setReaders("sales");
        FolderEnvironments both = new FolderEnvironments();
        both.setSharedModels(List.of(own, below));
        risk.getProperties().replace(both);
        String message = assertThrows(AccessRefusedException.class, () -> EnvironmentAccess.versions(named, "churn"))
                .getMessage();
        assertTrue(message.contains("risk, risk/eu"), message);
    }

    @Test
    void aNameStandsForWhateverHasIt() throws Exception {
        share(risk, "churn", "**");
        Run<?, ?> fork = j.buildAndAssertSuccess(j.createFreeStyleProject("reader"));
        reads(fork);
        fork.getParent().renameTo("elsewhere");
        reads(fork);
        share(risk, "churn", "reader");
        refused(fork);
    }

    @Test
    void sharingAndAFoldersPolicyAreAudited() throws Exception {
        share(risk, "churn", "sales/named");
        Environment inner = new Environment("staging");
        inner.setApprovals(2);
        FolderEnvironments said = risk.getProperties().get(FolderEnvironments.class);
        said.setEnvironments(List.of(inner));
        risk.save();
        risk.save();
        risk.renameTo("credit");
        said.setSharedModels(List.of());
        risk.save();
        risk.delete();
        List<String> events = new ArrayList<>();
        JenkinsAudit.log().read((head, record, text) -> {
            if (record.path("event").asText().equals("policy-changed") && record.hasNonNull("folder")) {
                events.add(record.path("folder").asText() + " "
                        + record.path("change").asText() + " "
                        + record.path("environment")
                                .asText(record.path("sharedModel").asText()));
            }
        });
        assertEquals(
                List.of("risk added churn", "risk added staging", "credit removed churn", "credit removed staging"),
                events);
        assertFalse(Files.readString(j.jenkins.getRootDir().toPath().resolve("cd4ml/folder-policies.json"))
                .contains("staging"));
    }
}
