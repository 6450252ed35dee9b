package io.jenkins.plugins.cd4ml.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.cd4ml.OpenEnvironment;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/**
 * Builds that ask for approval: alice starts them, bob and carol may approve, mallory may only look. What training,
 * evaluation and gates would leave is put into a build's record when it starts; the cluster is the stand-in.
 */
public final class GatedBuild {
    public static final String JOB = "churn";

    private GatedBuild() {}

    public static Environment setUp(JenkinsRule j, StandInCluster cluster) throws Exception {
        return setUp(j, cluster.kubeconfig());
    }

    /** As the other, for a cluster that is in another process. */
    public static Environment setUp(JenkinsRule j, String kubeconfig) throws Exception {
        everyBuild(run -> {});
        JenkinsSetUp.users(
                j,
                new MockAuthorizationStrategy()
                        .grant(Jenkins.READ, Item.READ)
                        .everywhere()
                        .toEveryone()
                        .grant(Permissions.PROMOTE)
                        .everywhere()
                        .to("alice")
                        .grant(Jenkins.ADMINISTER)
                        .everywhere()
                        .to("root"));
        Environment environment = OpenEnvironment.of("staging");
        environment.setApprovers("bob carol");
        JenkinsSetUp.only(environment, kubeconfig);
        WorkflowJob job = JenkinsSetUp.pipeline(j, JOB, "promoteModel 'staging'");
        return environment;
    }

    /** Starts a build as alice and waits for its request. */
    public static WorkflowRun ask(JenkinsRule j) throws Exception {
        return ask(j, "alice");
    }

    /** As the other, as somebody else. */
    public static WorkflowRun ask(JenkinsRule j, String starter) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName(JOB, WorkflowJob.class);
        WorkflowRun run = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause(starter)))
                .waitForStart();
        j.waitForMessage("No executor is held.", run);
        return run;
    }

    public static String request(WorkflowRun run) {
        return Approvals.get().of(run).get(0).id;
    }

    /** Approves the build's first request. */
    public static ApprovalRequest approve(WorkflowRun run, String user) throws Exception {
        return Caller.as(
                user,
                () -> Decisions.take(
                        run, request(run), Answer.APPROVE, "seen the numbers", Person.current(Channel.SESSION)));
    }

    /** Prepares every Pipeline build that starts in this Jenkins from now on. @param more what else a test needs in it */
    public static void everyBuild(Consumer<Run<?, ?>> more) {
        RunListener.all().add(new RunListener<WorkflowRun>() {
            @Override
            public void onStarted(WorkflowRun run, TaskListener listener) {
                if (!BuildRecord.of(run).has(RunFolder.TRAINING)) {
                    prepare(run);
                }
                more.accept(run);
            }
        });
    }

    /** Adds a gate to what the build's project asks for. */
    public static void gate(Run<?, ?> run, String name, double least) {
        RunFolder record = BuildRecord.of(run);
        ObjectNode project =
                record.has(RunFolder.PROJECT) ? (ObjectNode) record.read(RunFolder.PROJECT) : Json.object();
        project.withArray("gates")
                .addObject()
                .put("metric", "auc")
                .put("min", least)
                .put("name", name);
        record.write(RunFolder.PROJECT, project);
    }

    private static void prepare(Run<?, ?> run) {
        try {
            Path archive = run.getArtifactsDir().toPath().resolve("cd4ml/model");
            Files.createDirectories(archive);
            Files.write(archive.resolve("model.onnx"), resource("double.onnx"));
            String digest = Digests.of(archive);
            BuildRecord.begin(run);
            RunFolder record = BuildRecord.of(run);
            ObjectNode training = Json.object();
            ObjectNode model = training.putObject("model").put("path", "model").put("digest", digest);
            model.putObject("files").put("model.onnx", Digests.of(archive.resolve("model.onnx")));
            record.write(RunFolder.TRAINING, training);
            ObjectNode evaluation = Json.object().put("format", 1);
            evaluation.putObject("model").put("digest", digest);
            evaluation.putArray("metrics").addObject().put("name", "auc").put("value", 0.9);
            record.write(RunFolder.EVALUATION, evaluation);
            ObjectNode gates =
                    Json.object().put("format", 1).put("verdict", "PASSED").put("modelDigest", digest);
            gates.put("evaluationDigest", Digests.of(record.file(RunFolder.EVALUATION)))
                    .putArray("items");
            record.write(RunFolder.GATES, gates);
            Path manifests = record.file("promote/input/manifests");
            Files.createDirectories(manifests);
            Files.write(manifests.resolve("churn.yaml"), resource("churn.yaml"));
            Lineage lineage = record.lineage();
            lineage.model = "churn";
            lineage.put(new Lineage.Entity("model", "model", "churn", digest, Map.of()));
            record.write(lineage);
            RecordedDocuments.keep(record, RunFolder.EVALUATION, RunFolder.GATES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GatedBuild.class.getResourceAsStream("/io/jenkins/plugins/cd4ml/engine/deploy/" + name)) {
            return in.readAllBytes();
        }
    }
}
