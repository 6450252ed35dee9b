package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.RegistryExport;
import io.jenkins.plugins.cd4ml.engine.registry.RegistryImport;
import io.jenkins.plugins.cd4ml.engine.registry.VersionSignatures;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An environment that takes signed models only. */
class PromotionSignatureTest {
    private static StandInCluster cluster;
    private static KubernetesClient client;

    @TempDir
    Path folder;

    private final TestKeys trusted = TestKeys.of("secp256r1");
    private final TestKeys other = TestKeys.of("Ed25519");
    private ModelRegistry registry;
    private ModelRun run;
    private String namespace;

    @BeforeAll
    static void start() {
        cluster = new StandInCluster(ModelServer::start);
        client = cluster.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    @BeforeEach
    void aRun() throws Exception {
        namespace = "ns-" + Long.toString(System.nanoTime(), 36);
        cluster.createNamespace(namespace);
        registry = new ModelRegistry(folder.resolve("registry"));
        run = run("double");
    }

    private ModelRun run(String onnx) throws Exception {
        ModelRun made = new ModelRun(folder, onnx, namespace);
        made.environment = new Environment("production", namespace, null, Set.of(), trusted.trust());
        return made;
    }

    private Outcome promote(ModelRun one) {
        return Promotion.run(one.request(), client, registry, Progress.SILENT);
    }

    private String no(ModelRun one) {
        Outcome outcome = promote(one);
        assertFalse(outcome.yes(), outcome.sentence());
        return outcome.sentence();
    }

    private String signatures(int version) {
        return VersionSignatures.files(registry.existing("churn", version)).toString();
    }

    @Test
    void anUnsignedVersionIsRefusedAndASignedOneServes() {
        assertEquals("production takes signed models only: churn version 1 is not signed.", no(run));
        run.key = other.signing();
        assertTrue(no(run).contains("is signed by none of the trusted keys"), "another key");
        run.key = trusted.signing();
        Outcome outcome = promote(run);
        assertTrue(outcome.yes(), outcome.sentence());
        assertEquals(1, registry.serving("churn", "production").orElseThrow().version());
        assertEquals(
                run.key.trusted().id(),
                run.run.read("promote/promotion.json").at("/signedBy/0").asText());
        run.key = null; // it is signed once and for all
        assertTrue(promote(run).yes());
    }

    @Test
    void whatWasChangedInTheRegistryIsNamed() throws Exception {
        run.key = trusted.signing();
        assertTrue(promote(run).yes());
        Path kept = registry.existing("churn", 1).modelFolder().resolve("model.onnx");
        byte[] bytes = Files.readAllBytes(kept);
        Files.delete(kept); // the kept file itself is a hard link
        bytes[bytes.length - 1] ^= 1;
        Files.write(kept, bytes);
        run.key = null;
        assertTrue(no(run).contains("other bytes than were signed are in model.onnx"), "changed");
        run.key = other.signing();
        InputException e = assertThrows(InputException.class, () -> promote(run));
        assertTrue(e.getMessage().contains("it is not signed"), e.getMessage());
    }

    /** A version that served before the environment wanted signatures is not put back without one. */
    @Test
    void aRollBackNeedsTheSignatureToo() throws Exception {
        Environment lenient = new Environment("production", namespace, null);
        run.environment = lenient;
        assertTrue(promote(run).yes());
        ModelRun better = run("triple");
        better.key = trusted.signing();
        assertTrue(promote(better).yes());
        assertEquals(
                "production takes signed models only: churn version 1 is not signed.",
                rollBack(better.environment).sentence());
        assertEquals(2, registry.serving("churn", "production").orElseThrow().version());
        assertTrue(rollBack(lenient).yes());
    }

    private Outcome rollBack(Environment environment) {
        RollBack.Request back = new RollBack.Request(
                "churn",
                new RunFolder(folder.resolve("back")),
                environment,
                Deployers.BUILT_IN,
                ModelRun.SHORT,
                false,
                null,
                "ada",
                "worse");
        return RollBack.run(back, client, registry, Progress.SILENT);
    }

    @Test
    void aModelTakesItsSignaturesAlong() throws Exception {
        run.key = trusted.signing();
        assertTrue(promote(run).yes());
        run.key = other.signing();
        assertTrue(promote(run).yes());
        assertEquals(2, VersionSignatures.files(registry.existing("churn", 1)).size(), signatures(1));
        Path archive = folder.resolve("churn.zip");
        try (OutputStream out = Files.newOutputStream(archive)) {
            RegistryExport.write(registry, "churn", out);
        }
        ModelRegistry elsewhere = new ModelRegistry(folder.resolve("elsewhere"));
        RegistryImport.read(elsewhere, archive, false);
        ModelVersion version = elsewhere.existing("churn", 1);
        assertEquals(
                Set.of(other.signing().trusted()),
                VersionSignatures.verify(version, other.trust()).signers());
    }
}
