package io.jenkins.plugins.cd4ml.approval.page;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What programs read and answer at the addresses of requests. */
@WithJenkins
class RequestAddressesTest extends OpenRequestCase {
    @Test
    void aBrokenFileHidesOnlyItsOwnRequests() throws Exception {
        WorkflowRun broken = run;
        Path file = BuildRecord.of(broken).file("approvals.json");
        String text = Files.readString(file);
        run = GatedBuild.ask(j);
        Files.writeString(file, "{broken");
        try {
            String page = j.createWebClient()
                    .goTo("cd4ml-approvals/")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(page, containsString("The requests of this build cannot be read"));
            assertThat(page, containsString(run.getUrl()));
            j.createWebClient().goTo(broken.getUrl());
        } finally {
            Files.writeString(file, text);
            broken.doStop();
            j.waitForCompletion(broken);
        }
    }

    @Test
    void programsAnswerOverRest() throws Exception {
        JsonNode open = Json.MAPPER.readTree(
                rest("mallory", "cd4ml-approvals/requests", null).body());
        assertEquals(request, open.get(0).path("id").asText());
        String get = run.getUrl() + "cd4ml-approvals/decide?decision=approve&id=" + request;
        assertEquals(405, rest("bob", get, null).statusCode(), "nothing is decided by a GET");
        HttpResponse<String> refused = decide("mallory", "approve");
        assertEquals(403, refused.statusCode());
        assertEquals(
                "mallory is not an approver of staging.",
                Json.MAPPER.readTree(refused.body()).path("error").asText());
        String maybe = decide("bob", "maybe").body();
        assertThat(maybe, containsString("must be approve, reject"));
        HttpResponse<String> approved = decide("bob", "approve");
        assertEquals(200, approved.statusCode());
        assertEquals(
                "APPROVED", Json.MAPPER.readTree(approved.body()).path("state").asText());
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        JsonNode all = Json.MAPPER.readTree(
                rest("bob", run.getUrl() + "cd4ml-approvals/requests", null).body());
        assertEquals("bob", all.get(0).at("/decisions/0/userId").asText());
    }

    @Test
    void jenkinsOwnFormShowsRequestsWithTreeAndDepth() throws Exception {
        String tree = "api/json?tree=requests[id,build,state,needed,missing,bound,approvedBy]";
        for (String page : List.of("cd4ml-approvals/", run.getUrl() + "cd4ml-approvals/")) {
            JsonNode all =
                    Json.MAPPER.readTree(rest("mallory", page + tree, null).body());
            JsonNode shown = all.at("/requests/0");
            assertEquals(1, all.path("requests").size());
            assertEquals(request, shown.path("id").asText());
            assertEquals(run.getExternalizableId(), shown.path("build").asText());
            assertEquals("OPEN", shown.path("state").asText());
            assertEquals("1", shown.path("missing").asText());
            assertThat(shown.path("bound").toString(), containsString("model: sha256:"));
            assertEquals(0, shown.path("approvedBy").size());
            assertFalse(shown.has("reason"), "only what was asked for");
        }
        WorkflowRun older = run;
        ask();
        List<String> builds = new ArrayList<>();
        for (String range : List.of("%7B0,1%7D", "%7B1,2%7D")) { // pages of one
            String page = "cd4ml-approvals/api/json?tree=requests[build]" + range;
            JsonNode one =
                    Json.MAPPER.readTree(rest("mallory", page, null).body()).path("requests");
            assertEquals(1, one.size());
            builds.add(one.at("/0/build").asText());
        }
        assertEquals(Set.of(older.getExternalizableId(), run.getExternalizableId()), Set.copyOf(builds));
        older.doStop();
        j.waitForCompletion(older);
        approve("bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        JsonNode settled = Json.MAPPER.readTree(
                rest("mallory", run.getUrl() + "cd4ml-approvals/" + tree, null).body());
        assertEquals("bob", settled.at("/requests/0/approvedBy/0").asText());
        assertThat(rest("mallory", "cd4ml-approvals/api/json", null).body(), containsString("\"requests\":[]"));
    }
}
