package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.model.ModelSignature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a model's folder in the format of OpenSSF Model Signing, and verifies such signatures. */
public final class ModelVerbs {
    private ModelVerbs() {}

    /** Which files are the model's. */
    static final class ModelFiles {
        @Parameters(
                arity = "0..1",
                paramLabel = "DIR",
                description = "The model's folder (default: where training puts it).")
        Path folder;

        @Option(
                names = "--ignore",
                paramLabel = "PATH",
                description = "A path in the folder that is none of the model's; may be given several times.")
        List<String> ignore = new ArrayList<>();

        Path folder(Session session) {
            if (folder != null) {
                return folder;
            }
            Project project = session.project();
            return project.existing(project.root().at("/train/output").asText("model/"), "/train/output");
        }

        /** @return what is ignored, and the signature's own path where it lies among the model's files */
        Set<String> ignored(Path model, Path signature) {
            Set<String> all = new TreeSet<>(ignore);
            Path folder = model.toAbsolutePath().normalize();
            Path file = signature.toAbsolutePath().normalize();
            if (file.startsWith(folder) && !file.equals(folder)) {
                all.add(folder.relativize(file).toString().replace('\\', '/'));
            }
            return all;
        }
    }

    /** Writes the signature of a model's folder. */
    @Command(name = "sign-model", description = "Sign a model's folder in the format of OpenSSF Model Signing.")
    public static final class SignModel extends Session.SessionVerb {
        @Mixin
        ModelFiles files = new ModelFiles();

        @Option(names = "--key", required = true, paramLabel = "PEM", description = "File with the private key.")
        Path key;

        @Option(
                names = "--to",
                paramLabel = "FILE",
                defaultValue = ModelSignature.FILE,
                description = "The signature's file (default: model.sig).")
        Path to;

        @Override
        protected Outcome run(Progress progress) {
            SigningKey signing = SigningKey.read(key);
            Path model = files.folder(session);
            String name = String.valueOf(model.toAbsolutePath().normalize().getFileName());
            ObjectNode bundle = ModelSignature.sign(model, name, signing, files.ignored(model, to));
            EvidenceFiles.write(to, Json.text(bundle));
            return new Outcome(
                    true,
                    "Signed " + model + " by " + signing.trusted().shown() + " in " + to + ".",
                    Json.object()
                            .put("signature", to.toString())
                            .put("keyid", signing.trusted().id()));
        }
    }

    /** Says whether a model is the one that was signed. */
    @Command(name = "verify-model", description = "Verify the signature of a model's folder, of this tool or others.")
    public static final class VerifyModel extends Session.SessionVerb {
        @Mixin
        ModelFiles files = new ModelFiles();

        @Mixin
        TrustOptions trust = new TrustOptions();

        @Option(
                names = "--signature",
                paramLabel = "FILE",
                defaultValue = ModelSignature.FILE,
                description = "The signature's file (default: model.sig).")
        Path signature;

        @Override
        protected Outcome run(Progress progress) {
            ObjectNode result = Json.object();
            try {
                Path model = files.folder(session);
                ModelSignature verified = ModelSignature.verify(
                        signature.toString(),
                        Json.read(signature),
                        model,
                        trust.trust(),
                        files.ignored(model, signature));
                TrustOptions.put(result, verified.signers());
                result.set("files", Json.MAPPER.valueToTree(verified.digests()));
                return new Outcome(
                        true,
                        model + " is what " + TrustOptions.shown(verified.signers()) + " signed: "
                                + (verified.digests().size() == 1
                                        ? "1 file."
                                        : verified.digests().size() + " files."),
                        result);
            } catch (SignatureRefusedException e) {
                return new Outcome(false, e.getMessage(), result);
            }
        }
    }
}
