package io.jenkins.plugins.cd4ml.pages.lineage;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Statements;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.StaplerResponse2;

/** A build's record as a download in the formats of other tools, the same text as {@code ./cd4ml export-lineage} writes. */
public final class RecordExports {
    private static final String SIGNED = "signed-in-toto";

    private final Run<?, ?> run;
    private final PageDocuments documents;

    /** A format. @param title what people call it */
    public record Format(String name, String title) {}

    public RecordExports(Run<?, ?> run, PageDocuments documents) {
        this.run = run;
        this.documents = documents;
    }

    /** @return the formats, in their order; none where nothing was recorded */
    public List<Format> getFormats() {
        List<Format> formats = new ArrayList<>();
        if (documents.has(RunFolder.LINEAGE)) {
            ExportFormat.all().forEach(f -> formats.add(new Format(f.name(), f.title())));
            if (Environments.get().getSigningCredentialsId() != null && !run.isBuilding()) {
                formats.add(new Format(SIGNED, Messages.RecordExports_signed()));
            }
        }
        return formats;
    }

    /** Sends the record in that format, or one sentence that says why not: 404 where there is no such, 400 otherwise. */
    public void send(String format, StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setCharacterEncoding("UTF-8");
        try {
            boolean signed = SIGNED.equals(format);
            ExportFormat wanted = ExportFormat.of(signed ? "in-toto" : Util.fixNull(format));
            if (!documents.has(RunFolder.LINEAGE)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            check();
            String rendered = wanted.render(RunRecord.of(documents.record()));
            byte[] text = (signed ? signed(rendered) : rendered).getBytes(StandardCharsets.UTF_8);
            response.setContentType(wanted.file().endsWith("l") ? "application/x-ndjson" : "application/json");
            response.setHeader(
                    "Content-Disposition",
                    "attachment; filename=\"" + (signed ? "signed-" : "") + wanted.file() + "\"");
            response.setContentLength(text.length);
            response.getOutputStream().write(text);
        } catch (InputException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType("text/plain");
            response.getWriter().println(e.getMessage());
        }
    }

    /**
     * @return the statements, each in an envelope that this Jenkins' key signed: it says that this Jenkins' record of the build
     *     says so, no more
     */
    private String signed(String statements) throws IOException {
        if (run.isBuilding()) {
            throw new InputException("The build still runs; what it records is signed when it has ended.");
        }
        SigningKey key;
        try {
            key = Environments.get().signingKey(null); // a reader leaves no trace in the build
        } catch (AbortException e) {
            throw new InputException(e.getMessage(), e);
        }
        if (key == null) {
            throw new InputException(
                    "This Jenkins has no signing key; an administrator chooses one under Manage Jenkins »"
                            + " System » CD4ML.");
        }
        return Statements.sign(run.getFullDisplayName(), statements, key);
    }

    /** @throws InputException when a document is too large to be read for a page */
    private void check() {
        Lineage lineage = documents.lineage();
        List<String> read = new ArrayList<>(List.of(RunFolder.TRAINING, RunFolder.EVALUATION, RunFolder.GATES));
        for (String dataset : lineage.datasets()) {
            read.add("data/" + dataset + "/validation.json");
            read.add("data/" + dataset + "/profile.json");
        }
        read.stream().filter(documents::has).forEach(documents::check);
    }
}
