package io.jenkins.plugins.cd4ml.pages.models;

import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.cd4ml.pages.lineage.DigestPage;
import org.kohsuke.stapler.Stapler;

/** All models of this Jenkins, in its side panel. */
@Extension
public final class RootModels extends ModelsAction implements RootAction {
    public RootModels() {
        super("");
    }

    /** @return the page of what touched the bytes that {@code digest} says, at {@code lineage} */
    public DigestPage getLineage() {
        return new DigestPage(Stapler.getCurrentRequest2().getParameter("digest"));
    }
}
