package io.jenkins.plugins.cd4ml.promotion.hold;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.cli.CLICommandInvoker;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException;
import io.jenkins.plugins.cd4ml.access.PromotionRules;
import io.jenkins.plugins.cd4ml.access.Proposal;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.Holds;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** ops manages all of Jenkins, lead only the folder ml, alice promotes and mallory only reads. */
@WithJenkins
class HoldCommandsTest {
    private JenkinsRule j;
    private MockFolder ml;
    private FreeStyleProject churn;

    @BeforeEach
    void people(JenkinsRule rule) throws Exception {
        j = rule;
        ml = j.createFolder("ml");
        churn = ml.createProject(FreeStyleProject.class, "churn");
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("ops", "lead", "alice", "mallory")
                .grant(Permissions.MANAGE)
                .everywhere()
                .to("ops")
                .grant(Permissions.MANAGE)
                .onFolders(ml)
                .to("lead")
                .grant(Permissions.PROMOTE)
                .everywhere()
                .to("alice")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        Environments.get().setEnvironments(List.of(new Environment("staging")));
    }

    private CLICommandInvoker.Result call(String user, String command, String... arguments) {
        CLICommandInvoker invoker = new CLICommandInvoker(j, command);
        return (user == null ? invoker : invoker.asUser(user)).invokeWithArgs(arguments);
    }

    private void done(String user, String command, String... arguments) {
        CLICommandInvoker.Result result = call(user, command, arguments);
        assertEquals(0, result.returnCode(), result.stderr());
    }

    /** @return what the audit log says of holds, without the environment that the set-up adds */
    private List<String> events() throws Exception {
        Path log = j.jenkins.getRootDir().toPath().resolve("cd4ml/audit.jsonl");
        List<String> events = new ArrayList<>();
        for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
            JsonNode event = Json.MAPPER.readTree(line);
            if (event.findPath("event").asText().equals("policy-changed")) {
                continue;
            }
            events.add(event.findPath("event").asText() + " "
                    + event.findPath("who").asText() + " "
                    + event.findPath("reason").asText());
        }
        return events;
    }

    private String refusal(String model) throws Exception {
        Run<?, ?> run = churn.getLastBuild() == null ? churn.scheduleBuild2(0).get() : churn.getLastBuild();
        Environment now = EffectiveEnvironments.named("staging", churn);
        return assertThrows(
                        AccessRefusedException.class,
                        () -> PromotionRules.check(run, now, new Proposal(model, "sha256:1", false, null)))
                .getMessage();
    }

    @Test
    void theRefusalNamesTheCommandThatLiftsTheHold() throws Exception {
        done("ops", "cd4ml-hold", "staging", "--reason", "incident 7");
        assertThat(refusal("churn"), containsString("staging was put on hold by ops"));
        assertThat(refusal("churn"), containsString(": incident 7; whoever has CD4ML/Manage on all of Jenkins"));
        assertThat(refusal("churn"), containsString("cd4ml-lift-hold staging --reason TEXT"));
        done("admin", "cd4ml-hold", "staging", "--reason", "again");
        assertThat(refusal("churn"), containsString("incident 7"));
        done("admin", "cd4ml-lift-hold", "staging", "--reason", "it is mended");
        assertEquals(List.of(), Holds.get().all());
        assertEquals(List.of("held ops incident 7", "hold lifted admin it is mended"), events());
    }

    @Test
    void onlyWhoeverManagesThePlaceMayHoldAndLift() throws Exception {
        for (String user : new String[] {null, "mallory", "alice", "lead"}) {
            assertEquals(6, call(user, "cd4ml-hold", "staging", "--reason", "x").returnCode(), user);
        }
        for (String user : new String[] {null, "mallory", "alice"}) {
            assertEquals(
                    6,
                    call(user, "cd4ml-hold", "staging", "--folder", "ml", "--reason", "x")
                            .returnCode(),
                    user);
        }
        assertEquals(List.of(), Holds.get().all());
        done("ops", "cd4ml-hold", "staging", "--reason", "x");
        done("lead", "cd4ml-hold", "staging", "--folder", "ml", "--reason", "y");
        for (String user : new String[] {null, "mallory", "alice", "lead"}) {
            assertEquals(
                    6, call(user, "cd4ml-lift-hold", "staging", "--reason", "x").returnCode(), user);
        }
        // a folder that is none is no way around the permission
        assertEquals(
                6,
                call("lead", "cd4ml-lift-hold", "staging", "--folder", "nope", "--reason", "x")
                        .returnCode());
        assertEquals(2, Holds.get().all().size());
        assertEquals(2, events().size());
    }

    @Test
    void aHoldOfAFolderOrAModelStopsNothingElse() throws Exception {
        done("lead", "cd4ml-hold", "staging", "--folder", "/ml/", "--model", "churn", "--reason", "drift");
        assertThat(refusal("churn"), containsString("cd4ml-lift-hold staging --folder 'ml' --model churn"));
        Environment here = EffectiveEnvironments.named("staging", churn);
        Run<?, ?> run = churn.getLastBuild();
        PromotionRules.check(run, here, new Proposal("fraud", "sha256:1", false, null));
        assertTrue(EffectiveEnvironments.named("staging", j.createFreeStyleProject("churn"))
                .holds()
                .isEmpty());
        CLICommandInvoker.Result other = call("ops", "cd4ml-lift-hold", "staging", "--reason", "x");
        assertThat(other.stderr(), containsString("holds there are: staging --folder 'ml' --model churn."));
        done("lead", "cd4ml-lift-hold", "staging", "--folder", "ml", "--model", "churn", "--reason", "x");
        assertEquals(List.of(), Holds.get().all());
    }

    @Test
    void aHoldFollowsItsFolderAndOutlivesIt() throws Exception {
        done("lead", "cd4ml-hold", "staging", "--folder", "ml", "--reason", "drift");
        ml.renameTo("models");
        assertFalse(EffectiveEnvironments.named("staging", churn).holds().isEmpty());
        ml.delete();
        done("ops", "cd4ml-lift-hold", "staging", "--folder", "models", "--reason", "the team is gone");
    }

    @Test
    void whatMakesNoSenseIsSaid() {
        assertThat(call("ops", "cd4ml-hold", "staging").stderr(), containsString("Say why, with --reason TEXT."));
        assertThat(
                call("ops", "cd4ml-hold", "stagin", "--reason", "x").stderr(),
                containsString("There is no environment 'stagin'"));
        assertThat(
                call("ops", "cd4ml-hold", "staging", "--folder", "nope", "--reason", "x")
                        .stderr(),
                containsString("There is no folder 'nope'"));
        assertThat(
                call("ops", "cd4ml-lift-hold", "staging", "--reason", "x").stderr(),
                containsString("nothing holds staging."));
    }
}
