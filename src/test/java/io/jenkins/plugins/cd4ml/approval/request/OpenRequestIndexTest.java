package io.jenkins.plugins.cd4ml.approval.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hudson.model.Result;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What Jenkins knows of open requests when its index is lost or stale. */
@WithJenkins
class OpenRequestIndexTest extends OpenRequestCase {
    private static List<String> visible() {
        return OpenRequests.visible().stream().map(r -> r.id).toList();
    }

    @Test
    void aLostIndexIsMadeAgainFromTheBuilds() throws Exception {
        String first = request;
        approve("bob"); // settled: is not to come back
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        ask();
        OpenRequests.get().remove(request);
        assertEquals(List.of(), visible());
        OpenRequestIndex.rebuild();
        assertEquals(List.of(request), visible());
        assertFalse(OpenRequests.get().copy().containsKey(first));
    }

    @Test
    void whatABuildLeftOpenIsVoidAfterARestart() throws Exception {
        Path file = BuildRecord.of(run).file(RequestStore.FILE);
        String open = Files.readString(file);
        approve("bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        Files.writeString(file, open); // as it is when Jenkins dies before the request is closed
        OpenRequestIndex.rebuild();
        ApprovalRequest left = Approvals.get().of(run).get(0);
        assertEquals(ApprovalRequest.State.VOID, left.state);
        assertEquals("The build ended without it.", left.outcome);
    }

    @Test
    void aBrokenFileStopsNothing() throws Exception {
        Path file = BuildRecord.of(run).file(RequestStore.FILE);
        String text = Files.readString(file);
        OpenRequests.get().remove(request);
        Files.writeString(file, "{broken \"state\" : \"OPEN\"");
        OpenRequestIndex.rebuild();
        assertEquals(List.of(), visible());
        Files.writeString(file, text);
        OpenRequestIndex.rebuild();
        assertEquals(List.of(request), visible());
    }

    @Test
    void aDeletedBuildIsForgotten() throws Exception {
        WorkflowRun deleted = run;
        askAgain();
        OpenRequests.get().add("gone", deleted.getExternalizableId());
        deleted.delete();
        assertEquals(List.of(request), List.copyOf(OpenRequests.get().copy().keySet()));
    }
}
