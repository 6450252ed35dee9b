package io.jenkins.plugins.cd4ml.pages;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildAction;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import io.jenkins.plugins.cd4ml.record.RecordSummary;
import java.io.IOException;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Marks a build that cd4ml recorded: the summary on its page and the page behind it. Of the record only scalars are kept
 * in {@code build.xml}; everything else is read from the build's folder when a page is shown.
 */
@ExportedBean
public final class LineageAction extends BuildAction implements RecordSummary, StaplerProxy {
    private String model;
    private String modelDigest;
    private String verdict;

    @Override
    @Exported(visibility = 2)
    public String getModel() {
        return model;
    }

    @Exported(visibility = 2)
    public String getModelDigest() {
        return modelDigest;
    }

    @Override
    @Exported(visibility = 2)
    public String getVerdict() {
        return verdict;
    }

    @Override
    public String getIconFileName() {
        return "symbol-git-network-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.LineageAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml";
    }

    /** @return what the summary and the page show; a new one for each request */
    public RecordView getView() {
        return new RecordView(run);
    }

    @Override
    public Object getTarget() {
        return getView();
    }

    /** Keeps the scalars in step with the record. */
    @Extension
    public static final class Refresh implements RecordListener {
        @Override
        public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) throws IOException {
            LineageAction action = of(run);
            RunFolder record = BuildRecord.of(run);
            Lineage lineage = record.lineage();
            action.model = lineage.model;
            action.modelDigest = lineage.digest("model");
            action.verdict = record.has(RunFolder.GATES)
                    ? record.read(RunFolder.GATES).path("verdict").asText()
                    : null;
            run.save();
        }

        @Override
        public void begun(Run<?, ?> run) throws IOException {
            of(run);
            run.save();
        }

        private static LineageAction of(Run<?, ?> run) {
            LineageAction action = run.getAction(LineageAction.class);
            if (action == null) {
                action = new LineageAction();
                run.addAction(action);
            }
            return action;
        }
    }
}
