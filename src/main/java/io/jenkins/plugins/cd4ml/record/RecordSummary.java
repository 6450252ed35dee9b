package io.jenkins.plugins.cd4ml.record;

import hudson.model.Action;

/** The few scalars of a build's record that are kept in {@code build.xml}, so that finding a build reads no document. */
public interface RecordSummary extends Action {
    /** @return the model's name, or null */
    String getModel();

    /** @return the gates' overall verdict, or null when none were checked */
    String getVerdict();
}
