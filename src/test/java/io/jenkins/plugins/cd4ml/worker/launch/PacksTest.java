package io.jenkins.plugins.cd4ml.worker.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.Database;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.djl.DjlKind;
import io.jenkins.plugins.cd4ml.engine.train.xgboost.XgboostKind;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pack is fetched once per node, so what fails without it comes first. */
@WithJenkins
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PacksTest {
    private static final Path REPOSITORY = Path.of(System.getProperty(
            "cd4ml.test.repository",
            System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository")));

    private static JenkinsRule j;
    private static DumbSlave agent;
    private static WorkflowJob job;

    @BeforeAll
    static void exampleOnAnAgent(JenkinsRule rule) throws Exception {
        j = rule;
        agent = JenkinsSetUp.agent(j);
        job = j.createProject(WorkflowJob.class, "breast-cancer");
        Example.copyTo(agent, job);
        Environments.get().setEnvironments(List.of(OpenEnvironment.of("production")));
    }

    @BeforeEach
    void noRepository() {
        Environments.get().setPackRepository(null);
    }

    private static WorkflowRun build(Result expected, String script) throws Exception {
        return JenkinsSetUp.build(j, job, expected, script);
    }

    @Test
    @Order(1)
    void withoutARepositoryOneSentenceSaysSoBeforeAnyWork() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "node('ml') { trainModel() }");
        j.assertLogContains(
                "This step needs the pack 'training' (ai.djl.pytorch:pytorch-native-cpu:2.7.1:linux-x86_64), "
                        + "and the setting 'Pack repository' is empty; an administrator",
                run);
        j.assertLogNotContains("at io.jenkins", run);
        j.assertLogNotContains("epoch", run);
    }

    @Test
    @Order(2)
    void aFolderWithoutThePackIsNamed() throws Exception {
        Environments.get().setPackRepository("/nowhere/at/all");
        WorkflowRun run = build(Result.FAILURE, "node('ml') { trainModel() }");
        j.assertLogContains("and /nowhere/at/all/ai/djl/pytorch/pytorch-native-cpu/2.7.1/", run);
        j.assertLogNotContains("at io.jenkins", run);
    }

    @Test
    @Order(3)
    void anotherFileUnderThatNameIsRefused() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mirror/ai/djl/pytorch/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("not the pack".getBytes());
            }
        });
        server.start();
        try {
            String address = "http://localhost:" + server.getAddress().getPort();
            Environments.get().setPackRepository(address + "/mirror");
            WorkflowRun run = build(Result.FAILURE, "node('ml') { trainModel() }");
            j.assertLogContains("has the digest sha256:", run);
            j.assertLogNotContains("at io.jenkins", run);
            Environments.get().setPackRepository(address + "/empty/");
            j.assertLogContains("answers 404;", build(Result.FAILURE, "node('ml') { trainModel() }"));
        } finally {
            server.stop(0);
        }
        FilePath folder = agent.getRootPath().child("caches/cd4ml/packs/training");
        assertEquals(0, folder.list().size(), "nothing of it stays on the node");
    }

    @Test
    @Order(4)
    void theBuiltInTrainerTrainsWithThePackWhichIsFetchedOnce() throws Exception {
        Path file = REPOSITORY.resolve(new DjlKind().packs().get(0).path());
        assumeTrue(Files.exists(file), "the pack 'training' is not in " + REPOSITORY);
        Environments.get().setPackRepository(REPOSITORY.toString());
        WorkflowRun run = build(Result.SUCCESS, """
            node('ml') {
              validateData()
              trainModel()
              evaluateModel()
              checkGates()
            }
            """);
        j.assertLogContains("Installing the pack 'training' (", run);
        assertEquals(
                "djl",
                BuildRecord.of(run).read(RunFolder.TRAINING).path("trainer").asText());
        assertEquals(
                "PASSED",
                BuildRecord.of(run).read(RunFolder.GATES).path("verdict").asText());
        assertTrue(
                run.getArtifactManager().root().child("cd4ml/model/model.onnx").isFile());

        Environments.get().setPackRepository(null);
        WorkflowRun again = build(Result.SUCCESS, "node('ml') { trainModel() }");
        j.assertLogNotContains("Installing", again);
        assertEquals(
                BuildRecord.of(run).lineage().digest("model"),
                BuildRecord.of(again).lineage().digest("model"));
    }

    @Test
    @Order(5)
    void treesAreTrainedAndEvaluatedWithTheFilesOfTheirPack() throws Exception {
        for (Pack pack : new XgboostKind().packs()) {
            assumeTrue(Files.exists(REPOSITORY.resolve(pack.path())), pack.coordinates() + " is not in " + REPOSITORY);
        }
        Environments.get().setPackRepository(REPOSITORY.toString());
        WorkflowRun run = build(Result.SUCCESS, """
            node('ml') {
              sh "sed -i 's/^  djl:.*/  xgboost: {rounds: 40, maxDepth: 3, earlyStopping: 5}/' cd4ml.yaml"
              trainModel()
              evaluateModel()
            }
            """);
        j.assertLogContains("Installing the pack 'xgboost' (", run);
        assertEquals(
                "xgboost",
                BuildRecord.of(run).read(RunFolder.TRAINING).path("trainer").asText());
        double auc = BuildRecord.of(run)
                .read(RunFolder.EVALUATION)
                .at("/metrics/0/value")
                .asDouble();
        assertTrue(auc > 0.95, "AUC " + auc);
    }

    @Test
    @Order(6)
    void aTableOfTrinoIsAskedThroughTheDriverOfItsPack() throws Exception {
        Pack trino = Database.of("jdbc:trino://host/catalog").packs().get(0);
        assumeTrue(Files.exists(REPOSITORY.resolve(trino.path())), "Trino's driver is not in " + REPOSITORY);
        Logins.keep(Logins.of("lake", "reader", "s3cret"));
        Environments.get().setCredentialHosts(List.of(Logins.list("lake", "127.0.0.1:1", "**")));
        String script = """
            node('ml') {
              sh '''mkdir -p lake && echo "model: m
            data: {t: {jdbc: {url: 'jdbc:trino://127.0.0.1:1/memory/default?SSL=true', table: t, credentials: lake}}}" > lake/cd4ml.yaml'''
              dir('lake') { validateData() }
            }
            """;
        WorkflowRun without = build(Result.FAILURE, script);
        j.assertLogContains(
                "This step needs the pack 'trino' (io.trino:trino-jdbc:435), and the setting 'Pack repository' is"
                        + " empty",
                without);
        Environments.get().setPackRepository(REPOSITORY.toString());
        WorkflowRun run = build(Result.FAILURE, script);
        j.assertLogContains("Installing the pack 'trino' (", run);
        j.assertLogContains("the database cannot be read: Error executing query: ", run);
        j.assertLogNotContains("at io.jenkins", run);
    }
}
