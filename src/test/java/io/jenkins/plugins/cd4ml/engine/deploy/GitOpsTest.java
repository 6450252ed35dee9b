package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.gitops.GitServer;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases in the stand-in cluster, and what the server, colleagues and addresses can do to them. */
class GitOpsTest extends GitOpsCases {
    private final StandInCluster cluster = new StandInCluster(ModelServer::start);

    @Override
    KubernetesClient client() {
        return cluster.client();
    }

    @Override
    String freshNamespace() {
        cluster.createNamespace("models");
        return "models";
    }

    @Override
    String serving() {
        return ""; // the stand-in serves what the pod mounts
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whoPushesMeanwhileLosesNothing() throws Exception {
        server.hook("update", """
                [ -e pushed ] && exit 0
                touch pushed
                unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
                blob=$(echo kept | git hash-object -w --stdin)
                tree=$(printf '100644 blob %s\\tREADME\\n' $blob | git mktree)
                commit=$(git -c user.name=c -c user.email=c@example.com commit-tree $tree -p refs/heads/main -m colleague)
                git update-ref refs/heads/main $commit
                """);
        PromotionCases.assertYes(promote(run("double")));
        assertEquals(List.of("Deploy churn version 1 in staging", "colleague", "begin"), subjects());
        assertTrue(files().contains("README"), files().toString());
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWords() throws Exception {
        server.hook("pre-receive", "echo 'main is protected; open a pull request'; exit 1\n");
        PromotionCases.assertNo(promote(run("double")), "does not take the commit: ", "pre-receive hook declined");
        server.hook("pre-receive", null);
        assertEquals(List.of("begin"), subjects());
        ModelRun stranger = run("double");
        stranger.environment = stranger.environment.in(repository("wr0ng-password"));
        String refused =
                assertThrows(InputException.class, () -> promote(stranger)).getMessage();
        assertTrue(refused.contains("cannot be read: fatal: Authentication failed for 'http://127.0.0.1:"), refused);
        assertFalse((refused + log).contains("wr0ng-password"), refused);
        ModelRun nowhere = run("double");
        nowhere.environment = nowhere.environment.in(new GitRepository(
                server.url(), "release", "staging", GitLogin.password(GitServer.USER, GitServer.PASSWORD)));
        refused = assertThrows(InputException.class, () -> promote(nowhere)).getMessage();
        assertTrue(refused.contains("branch release of http://127.0.0.1:"), refused);
        assertTrue(refused.contains(" has no such branch; make it, with a first commit."), refused);
    }

    @Test
    void fileThatSomebodyEditedIsNotOverwritten() throws Exception {
        PromotionCases.assertYes(promote(run("double")));
        String blob = server.git("rev-parse", "main:staging/churn/service-churn.yaml");
        server.hook("update", """
                [ -e pushed ] && exit 0
                touch pushed
                unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
                export GIT_INDEX_FILE=$PWD/scratch
                git read-tree refs/heads/main
                blob=$(git cat-file blob %s | sed 's/port: 80$/port: 81/' | git hash-object -w --stdin)
                git update-index --cacheinfo 100644,$blob,staging/churn/service-churn.yaml
                commit=$(git -c user.name=c -c user.email=c@example.com commit-tree $(git write-tree) \
                  -p refs/heads/main -m 'other port')
                git update-ref refs/heads/main $commit
                """.formatted(blob));
        PromotionCases.assertNo(
                promote(run("triple")),
                "staging/churn/service-churn.yaml in branch main of ",
                " was changed by another commit meanwhile; look at it, and promote again.");
        assertEquals("other port", subjects().get(0));
        String service = server.git("show", "main:staging/churn/service-churn.yaml");
        assertTrue(service.contains("port: 81"), service);
    }

    @Test
    void withoutAControllerNothingIsServedAndItIsSaid() throws Exception {
        controller.close();
        ModelRun run = run("double");
        run.timeouts = run.timeouts.withRollout(Duration.ofSeconds(1));
        PromotionCases.assertNo(
                promote(run),
                "was not applied within 1 s: ",
                " is not there; look at the controller that applies the repository (Argo CD, Flux). What it had made was"
                        + " removed; nothing was there before.");
        assertEquals(List.of(), files());
    }

    @Test
    void strategiesThatTakeSeveralStepsAreRefused() throws Exception {
        ModelRun run = run("double");
        run.section.put("strategy", "blueGreen");
        String refused = assertThrows(InputException.class, () -> promote(run)).getMessage();
        assertTrue(refused.contains("staging is deployed to by commits"), refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ada:secret@git.example.com/env.git",
                "http://git.example.com/env.git",
                "--upload-pack=touch /tmp/x",
                "ext::sh -c touch% /tmp/x",
                "file:///srv/env.git",
                "/srv/env.git",
                "-oProxyCommand=x:env.git",
                "ssh://-oProxyCommand=x/env.git"
            })
    void addressesThatAreNoneAreRefused(String url) {
        assertThrows(InputException.class, () -> new GitRepository(url, "main", "staging", GitLogin.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../elsewhere", "a/../b", ".git/hooks", "/etc", "a//b", "with space"})
    void foldersThatLeadElsewhereAreRefused(String path) {
        assertThrows(
                InputException.class,
                () -> new GitRepository("https://git.example.com/env.git", "main", path, GitLogin.NONE));
    }
}
