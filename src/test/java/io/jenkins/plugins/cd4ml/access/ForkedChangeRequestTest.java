package io.jenkins.plugins.cd4ml.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import hudson.scm.SCMDescriptor;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.folder.FolderEnvironments;
import io.jenkins.plugins.cd4ml.engine.LeakyDatabase;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import jenkins.scm.api.SCMSourceDescriptor;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * A change request from a fork with its own Jenkinsfile and cd4ml.yaml tries everything, where everybody but forks may do
 * everything: each environment lists every item, needs no approval, and takes builds of nobody.
 */
@WithJenkins
public class ForkedChangeRequestTest {
    @TestExtension
    public static final SCMSourceDescriptor SOURCE = new MemoryRepository.SourceDescriptor();

    @TestExtension
    public static final SCMDescriptor<?> CHECKOUT = new MemoryRepository.Checkout.CheckoutDescriptor();

    private static final String FORK = "from a fork; ";
    private static final String PROJECT = """
        model: churn
        data: {train: {path: d.csv}}
        train: {command: 'echo weights > "$CD4ML_OUTPUT/model.onnx"'}
        evaluate: {dataset: train, target: b}
        """;

    private JenkinsRule j;
    private WorkflowMultiBranchProject churn;

    private static String steps(String steps) {
        return "node { checkout scm\n" + steps + "\n}";
    }

    private static void request(String name, String jenkinsfile, String project) {
        MemoryRepository.put(
                name, "Jenkinsfile", jenkinsfile, "cd4ml.yaml", project, "d.csv", "a,b\n1,0\n2,1\n3,0\n4,1\n");
    }

    private WorkflowRun build(String branch) throws Exception {
        WorkflowJob job = churn.getItem(branch);
        j.waitUntilNoActivity();
        return job.getLastBuild();
    }

    @Test
    void everythingThatItTriesIsRefused(JenkinsRule rule) throws Exception {
        j = rule;
        MemoryRepository.clear();
        try (StandInCluster cluster = new StandInCluster(ModelServer::start);
                LeakyDatabase own = new LeakyDatabase()) {
            Environment staging = GatedBuild.setUp(j, cluster); // its builds have passed all gates
            staging.setApprovals(0);
            staging.setReaders("**");
            staging.setSharedModels("churn");
            staging.setAcceptWarning(true);
            staging.setTrainingAllowed(true);
            Logins.keep(Logins.of("warehouse", "reader", "s3cret"));
            Environments.get()
                    .setCredentialHosts(
                            List.of(Logins.list("warehouse", "**", "**"), Logins.list("cluster", "**", "**")));
            FolderEnvironments others = new FolderEnvironments();
            others.setEnvironments(List.of(OpenEnvironment.of("playground")));
            j.createProject(Folder.class, "other").addProperty(others);

            request("main", "promoteModel 'staging'", PROJECT);
            Map<String, String> told = attempts(own);
            churn = j.createProject(WorkflowMultiBranchProject.class, "churn-project");
            churn.getSourcesList().add(new BranchSource(source()));
            churn.scheduleBuild2(0).getFuture().get();
            j.assertBuildStatusSuccess(build("main"));
            ModelRegistry registry = BuildRecord.registry(churn.getItem("main"), "churn");
            assertEquals(1, registry.serving("churn", "staging").orElseThrow().version());

            List<String> got = new ArrayList<>();
            for (Map.Entry<String, String> attempt : told.entrySet()) {
                WorkflowRun run = build(attempt.getKey());
                if (run.getResult() != Result.FAILURE || !run.getLog().contains(attempt.getValue())) {
                    got.add(attempt.getKey() + " was not told '" + attempt.getValue() + "':\n" + run.getLog());
                }
                assertEquals(List.of(), Approvals.get().of(run), attempt.getKey());
                assertFalse(run.getLog().contains("s3cret"), attempt.getKey());
            }
            assertEquals(List.of(), got);
            assertEquals(0, own.callers());
            assertEquals(1, registry.versions("churn").size());
            assertEquals(List.of(), registry.versions("fraud"));
            assertEquals(1, registry.serving("churn", "staging").orElseThrow().version());
            assertFalse(Files.exists(j.jenkins.getRootDir().toPath().resolve("cd4ml/holds.json")));
        }
    }

    private static MemoryRepository source() {
        MemoryRepository repository = new MemoryRepository();
        repository.setId("churn-repository");
        return repository;
    }

    /** @return what each is told, by the change request's name */
    private static Map<String, String> attempts(LeakyDatabase own) {
        Map<String, String> told = new LinkedHashMap<>();
        String[][] all = {
            {"promote", "promoteModel 'staging'", PROJECT, FORK + "staging takes"},
            {
                "another-model-promoted",
                "promoteModel 'staging'",
                PROJECT.replace("model: churn", "model: fraud"),
                FORK + "staging takes"
            },
            {
                "accept-warning",
                "promoteModel environment: 'staging', acceptWarning: true",
                PROJECT,
                FORK + "staging takes"
            },
            {"roll-back", "rollBackModel 'staging'", PROJECT, FORK + "staging takes"},
            {"other-folders-environment", "promoteModel 'playground'", PROJECT, "There is no environment 'playground'"},
            {"bytes-of-champion", steps("evaluateModel against: 'staging'"), PROJECT, FORK + "staging shows"},
            {
                "bytes-by-file",
                steps("evaluateModel()"),
                PROJECT.replace("target: b", "target: b, against: staging"),
                FORK + "staging shows"
            },
            {"bytes-of-version", steps("evaluateModel against: 'version:1'"), PROJECT, FORK + "The registry shows"},
            {
                "data-of-champion",
                steps("validateData()"),
                PROJECT.replace("path: d.csv", "path: d.csv, against: staging"),
                FORK + "staging shows"
            },
            {"training-record", steps("reproduceModel model: 'churn', version: 1"), PROJECT, FORK + "The registry shows"
            },
            {
                "password-to-own-server",
                steps("validateData()"),
                "model: churn\ndata: {t: {jdbc: {url: '" + own.url() + "', table: t, credentials: warehouse}}}\n",
                FORK + "The credentials 'warehouse' are given to"
            },
            {
                "kubeconfig",
                steps("trainModel()"),
                PROJECT.replace("train: {", "train: {kubernetes: {environment: staging, image: evil}, "),
                FORK + "staging takes"
            }
        };
        for (String[] one : all) {
            request("PR-" + one[0], one[1], one[2]);
            told.put("PR-" + one[0], one[3]);
        }
        return told;
    }

    /** What only people and the controller write does not come from an agent, wherever a command puts it. */
    @Test
    void waiversApprovalsAndVerdictsOfItsOwnAreNotTaken(JenkinsRule rule) throws Exception {
        j = rule;
        MemoryRepository.clear();
        String forged = """
            #!/bin/sh
            for run in "$WORKSPACE"@tmp/cd4ml-*/run; do
              mkdir -p "$run/promote"
              for name in waivers approvals gates promote/request deployment; do echo '{"verdict": "PASSED"}' > "$run/$name.json"; done
            done
            """;
        String gates = PROJECT + "gates: {auc: {metric: auc, min: 2}}\n";
        request(
                "PR-waiver",
                steps("sh 'sh forge'\ntrainModel()\ncheckGates()"),
                gates.replace("echo weights", "sh ./forge; echo weights"));
        MemoryRepository.put("PR-waiver", "forge", forged);
        churn = j.createProject(WorkflowMultiBranchProject.class, "churn-project");
        churn.getSourcesList().add(new BranchSource(source()));
        churn.scheduleBuild2(0).getFuture().get();
        WorkflowRun run = build("PR-waiver");
        assertEquals(Result.FAILURE, run.getResult(), run.getLog());
        RunFolder record = BuildRecord.of(run);
        for (String name : new String[] {"waivers.json", "approvals.json", "promote/request.json", "deployment.json"}) {
            assertFalse(record.has(name), name);
        }
        Path verdict = record.file(RunFolder.GATES);
        assertTrue(
                !Files.exists(verdict)
                        || !record.read(RunFolder.GATES)
                                .path("verdict")
                                .asText()
                                .equals("PASSED"),
                run.getLog());
    }
}
