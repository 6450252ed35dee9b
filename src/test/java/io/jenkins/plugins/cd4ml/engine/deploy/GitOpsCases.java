package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.gitops.BranchController;
import io.jenkins.plugins.cd4ml.engine.deploy.gitops.GitServer;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotions by commits to a real git server, whose branch a controller applies to the cluster of the subclass. */
abstract class GitOpsCases {
    @TempDir
    Path folder;

    ModelRegistry registry;
    KubernetesClient client;
    String namespace;
    GitServer server;
    final List<String> log = new ArrayList<>();
    BranchController controller;

    /** @return a client with every right in {@link #freshNamespace} */
    abstract KubernetesClient client();

    abstract String freshNamespace();

    /** @return annotations with which pods serve the model, each with a comma after it */
    abstract String serving();

    @BeforeEach
    void fresh() throws Exception {
        registry = new ModelRegistry(folder.resolve("registry"));
        client = client();
        namespace = freshNamespace();
        server = new GitServer(folder.resolve("git"));
        controller = new BranchController(server, client, namespace);
    }

    @AfterEach
    void end() throws Exception {
        controller.close();
        server.close();
        client.close();
    }

    ModelRun run(String onnx) throws Exception {
        ModelRun run = new ModelRun(folder, onnx, namespace);
        run.manifest = run.manifest.replace("annotations: {", "annotations: {" + serving());
        run.environment = run.environment.in(repository(GitServer.PASSWORD));
        return run;
    }

    GitRepository repository(String password) {
        return new GitRepository(server.url(), "main", "staging", GitLogin.password(GitServer.USER, password));
    }

    Outcome promote(ModelRun run) {
        return promote(run, client);
    }

    Outcome promote(ModelRun run, KubernetesClient by) {
        return Promotion.run(run.request(), by, registry, log::add);
    }

    Outcome rollBack(ModelRun run) {
        return RollBack.run(
                new RollBack.Request(
                        "churn",
                        run.run,
                        run.environment,
                        Deployers.BUILT_IN,
                        run.timeouts,
                        false,
                        ApprovedMove.NONE,
                        "ada",
                        "worse"),
                client,
                registry,
                Progress.SILENT);
    }

    String served() throws Exception {
        ServiceProxy proxy = new ServiceProxy(client, namespace, "churn", "http");
        String answer = proxy.send(
                        "/v2/models/churn/infer", Json.line(ModelRun.smoke(1).get("request")), Duration.ofSeconds(5))
                .body();
        return Json.MAPPER.readTree(answer).at("/outputs/0/data").toString();
    }

    List<String> subjects() throws Exception {
        return server.git("log", "--format=%s", "main").lines().toList();
    }

    List<String> files() throws Exception {
        return server.git("ls-tree", "-r", "--name-only", "main").lines().toList();
    }

    private ModelRun wrong() throws Exception {
        ModelRun wrong = run("triple");
        wrong.smoke = ModelRun.smoke(5);
        wrong.timeouts = ModelRun.SHORT_SMOKE;
        return wrong;
    }

    @Test
    void commitsDeployAndARollBackIsACommitOfThePreviousState() throws Exception {
        ModelRun first = run("double");
        PromotionCases.assertYes(promote(first));
        assertEquals("[2.0,20.0]", served());
        assertEquals(List.of("Deploy churn version 1 in staging", "begin"), subjects());
        assertEquals(3, files().size(), files().toString());
        assertTrue(files().contains("staging/churn/deployment-churn.yaml"), files().toString());
        String tip = server.git("rev-parse", "main");
        assertEquals(tip, first.run.read(PromotionRecord.FILE).at("/commit/id").asText());
        PromotionCases.assertYes(promote(first)); // again: nothing to commit
        assertEquals(tip, server.git("rev-parse", "main"));
        ModelRun second = run("triple");
        PromotionCases.assertYes(promote(second));
        assertEquals("[3.0,30.0]", served());
        String before = server.git("show", tip + ":staging/churn/deployment-churn.yaml");
        PromotionCases.assertYes(rollBack(second));
        assertEquals("[2.0,20.0]", served());
        assertEquals(before, server.git("show", "main:staging/churn/deployment-churn.yaml"));
        assertEquals("Deploy churn version 1 in staging", subjects().get(1));
        assertEquals(3, files().size(), files().toString()); // the later model's files are gone
        PromotionCases.assertNo(promote(wrong()), "What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
        assertEquals("Take back churn version 2 in staging", subjects().get(0));
        assertEquals(before, server.git("show", "main:staging/churn/deployment-churn.yaml"));
        assertFalse(log.toString().contains(GitServer.PASSWORD), log.toString());
    }
}
