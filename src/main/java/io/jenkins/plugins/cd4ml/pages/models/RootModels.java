package io.jenkins.plugins.cd4ml.pages.models;

import hudson.Extension;
import hudson.model.RootAction;

/** All models of this Jenkins, in its side panel. */
@Extension
public final class RootModels extends ModelsAction implements RootAction {
    public RootModels() {
        super("");
    }
}
