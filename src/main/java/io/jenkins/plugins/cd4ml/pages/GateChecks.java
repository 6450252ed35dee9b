package io.jenkins.plugins.cd4ml.pages;

import hudson.Extension;
import hudson.FilePath;
import hudson.PluginWrapper;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import jenkins.model.Jenkins;

/**
 * Publishes the gates' verdict to the platform that the sources came from, such as GitHub, where the checks-api plugin
 * and one that implements it are installed. Names no type of that plugin, so that it loads without it.
 */
@Extension
public final class GateChecks implements RecordListener {
    private static final String PLUGIN = "checks-api";

    @Override
    public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) {
        RunFolder record = BuildRecord.of(run);
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin(PLUGIN);
        if (!"check-gates".equals(verb) || plugin == null || !plugin.isActive() || !record.has(RunFolder.GATES)) {
            return;
        }
        try {
            GateCheckPublisher.publish(run, record.read(RunFolder.GATES, GateReport.class), listener);
        } catch (RuntimeException | LinkageError e) { // the verdict stands, whoever hears of it
            listener.getLogger().println("[cd4ml] The gates' verdict could not be published as a check: " + e);
        }
    }
}
