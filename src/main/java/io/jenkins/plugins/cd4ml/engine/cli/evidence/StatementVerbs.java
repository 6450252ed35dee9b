package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Statements;
import io.jenkins.plugins.cd4ml.engine.sign.SubjectFiles;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs in-toto statements, of a run or of others, and verifies them. */
public final class StatementVerbs {
    private StatementVerbs() {}

    /** Puts a DSSE envelope around each statement. */
    @Command(
            name = "sign",
            description = "Sign what a run's record says, or given in-toto statements, in DSSE envelopes.")
    public static final class Sign extends Session.SessionVerb {
        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "In-toto statements, one a line (default: those of the run).")
        Path file;

        @Option(names = "--key", required = true, paramLabel = "PEM", description = "File with the private key.")
        Path key;

        @Option(names = "--run", paramLabel = "N", description = "The run (default: the last one).")
        String run;

        @Option(names = "--to", paramLabel = "FILE", description = "Where to (default: the standard output).")
        Path to;

        @Override
        protected Outcome run(Progress progress) {
            SigningKey signing = SigningKey.read(key);
            String bundle;
            if (file == null) {
                RunFolder folder = session.run(run);
                String statements = ExportFormat.of("in-toto").render(RunRecord.of(folder));
                bundle = Statements.sign("Run " + folder.id(), statements, signing);
            } else {
                bundle = Statements.sign(
                        file.toString(), new String(EvidenceFiles.read(file), StandardCharsets.UTF_8), signing);
            }
            if (to == null) {
                session.print(bundle);
            } else {
                EvidenceFiles.write(to, bundle);
            }
            long statements = bundle.lines().count();
            return new Outcome(
                    true,
                    "Signed " + (statements == 1 ? "1 statement" : statements + " statements") + " by "
                            + signing.trusted().shown() + (to == null ? "." : " in " + to + "."),
                    Json.object()
                            .put("statements", statements)
                            .put("keyid", signing.trusted().id()));
        }
    }

    /** Says who signed what, and whether the files are those that were signed. */
    @Command(
            name = "verify",
            description = "Verify signed in-toto statements, and with --model that these are the files they are about.")
    public static final class Verify extends Session.SessionVerb {
        @Parameters(paramLabel = "FILE", description = "DSSE envelopes, one a line, or a Sigstore bundle.")
        Path file;

        @Mixin
        TrustOptions trust = new TrustOptions();

        @Option(names = "--model", paramLabel = "DIR", description = "The folder with the files that they are about.")
        Path model;

        @Override
        protected Outcome run(Progress progress) {
            ObjectNode result = Json.object();
            Trust trusted = trust.trust();
            try {
                List<Statements.Verified> all = Statements.verify(file.toString(), EvidenceFiles.read(file), trusted);
                for (Statements.Verified verified : all) {
                    ObjectNode entry = result.withArray("statements")
                            .addObject()
                            .put("predicateType", verified.statement().predicateType());
                    TrustOptions.put(entry, verified.signers());
                    progress.line(verified.statement().predicateType() + ": signed by "
                            + TrustOptions.shown(verified.signers()));
                    if (model != null) {
                        SubjectFiles.check(file.toString(), verified.statement(), model);
                    }
                }
                String holds = all.size() == 1
                        ? "The statement in " + file + " is"
                        : all.size() + " statements in " + file + " are";
                return new Outcome(
                        true,
                        holds + " signed by who is trusted"
                                + (model == null ? "." : ", and about the files in " + model + "."),
                        result);
            } catch (SignatureRefusedException e) {
                return new Outcome(false, e.getMessage(), result);
            }
        }
    }
}
