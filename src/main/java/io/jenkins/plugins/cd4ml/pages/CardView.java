package io.jenkins.plugins.cd4ml.pages;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.report.ModelCard;
import io.jenkins.plugins.cd4ml.pages.document.MarkdownPage;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** A build's model card. What agents and templates wrote into it must not run in a browser. */
public final class CardView {
    private final Run<?, ?> run;
    private final PageDocuments documents;
    private String problem;

    CardView(Run<?, ?> run, PageDocuments documents) {
        this.run = run;
        this.documents = documents;
    }

    public Run<?, ?> getObject() {
        return run;
    }

    public String getDisplayName() {
        return Messages.CardView_displayName();
    }

    /** @return whether a model card was written */
    public boolean isThere() {
        return documents.has(ModelCard.FILE);
    }

    /** @return the card as HTML that holds no markup of its authors; empty where {@link #getProblem} says why */
    public String getHtml() {
        try {
            if (isThere()) {
                documents.check(ModelCard.FILE, MarkdownPage.MOST_BYTES);
                return MarkdownPage.html(Files.readString(documents.record().file(ModelCard.FILE)));
            }
        } catch (MalformedInputException e) {
            problem = ModelCard.FILE + " is no text in UTF-8.";
        } catch (InputException e) {
            problem = e.getMessage();
        } catch (IOException e) {
            problem = ModelCard.FILE + " cannot be read: " + FileErrors.reason(e) + ".";
        }
        return "";
    }

    /** @return why the card cannot be shown, after {@link #getHtml}; null when it can */
    public String getProblem() {
        return problem;
    }

    /** The card as it was written, as the text that it is. */
    @GET
    public void doSource(StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        documents.send(ModelCard.FILE, "text/plain", response);
    }
}
