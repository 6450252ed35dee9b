package io.jenkins.plugins.cd4ml.pages.runs;

import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ModelObject;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.CodeDifference;
import io.jenkins.plugins.cd4ml.engine.report.LineDiff;
import io.jenkins.plugins.cd4ml.engine.report.RecordedCode;
import io.jenkins.plugins.cd4ml.engine.report.RunComparison;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Some runs of a job side by side: parameters, metrics, data, code. Reads their records; loads no build. One request's. */
public final class SideBySide implements ModelObject {
    /** More do not fit a page. */
    static final int MOST = 8;

    /** Lines of one kind. */
    public record Section(RunComparison.Kind kind, String title, List<RunComparison.Line> lines) {
        /** @return the lines that a reader looks for: of the code only files that differ */
        public List<RunComparison.Line> shown() {
            return kind == RunComparison.Kind.CODE
                    ? lines.stream().filter(RunComparison.Line::differs).toList()
                    : lines;
        }
    }

    /** The lines of code that differ between two runs. */
    public record CodeOf(int before, int after, CodeDifference difference) {
        /** @return what happened to a file, in the reader's language */
        public String said(CodeDifference.File file) {
            return switch (file.kind()) {
                case ADDED -> Messages.SideBySide_added();
                case REMOVED -> Messages.SideBySide_removed();
                case CHANGED -> Messages.SideBySide_changed(file.added(), file.removed());
            };
        }

        /** @return the class of a line's style */
        public String css(LineDiff.Line line) {
            return line.sign() == '+' ? "cd4ml-added" : line.sign() == '-' ? "cd4ml-removed" : "";
        }
    }

    private final Job<?, ?> job;
    private final List<RecordedCode> codes = new ArrayList<>();
    private final List<Integer> builds;
    private final RunComparison comparison = new RunComparison();

    SideBySide(Job<?, ?> job, RunIndex index, List<Integer> builds) {
        this.job = job;
        this.builds = builds.stream()
                .filter(build -> index.record(build).has(RunFolder.LINEAGE))
                .distinct()
                .limit(MOST)
                .toList();
        for (int build : this.builds) {
            PageDocuments documents = new PageDocuments(index.record(build));
            comparison.add(documents::readOrEmpty, datasets(documents));
            codes.add(code(index.record(build)));
            comparison.code(codes.get(codes.size() - 1));
        }
    }

    private static RecordedCode code(RunFolder record) {
        try {
            return RecordedCode.of(record);
        } catch (InputException e) {
            return new RecordedCode(Map.of(), 0); // what an agent left there is none of ours
        }
    }

    private static List<String> datasets(PageDocuments documents) {
        try {
            return documents.lineage().datasets();
        } catch (InputException e) {
            return List.of(); // the build's own page says why
        }
    }

    public Job<?, ?> getJob() {
        return job;
    }

    @Override
    public String getDisplayName() {
        return Messages.SideBySide_displayName();
    }

    public List<Integer> getBuilds() {
        return builds;
    }

    public List<Section> getSections() {
        return comparison.sections().stream()
                .map(section -> new Section(section.kind(), title(section), section.lines()))
                .filter(section -> !section.shown().isEmpty())
                .toList();
    }

    /**
     * @return how the code of each other run differs from the first one's, by line; none for whoever may not see the
     *     workspace, for it has the same files
     */
    public List<CodeOf> getCode() {
        List<CodeOf> differing = new ArrayList<>();
        for (int i = 1; i < codes.size() && job.hasPermission(Item.WORKSPACE); i++) {
            CodeDifference difference = CodeDifference.of(codes.get(0), codes.get(i));
            if (!difference.files().isEmpty()) {
                differing.add(new CodeOf(builds.get(0), builds.get(i), difference));
            }
        }
        return differing;
    }

    /** @return whether files differ that the reader may not see the lines of */
    public boolean isHidden() {
        return !job.hasPermission(Item.WORKSPACE) && codes.stream().distinct().count() > 1;
    }

    private static String title(RunComparison.Section section) {
        return switch (section.kind()) {
            case MODEL -> Messages.SideBySide_model();
            case PARAMETERS -> Messages.SideBySide_params();
            case METRICS -> Messages.SideBySide_metrics();
            case CODE -> Messages.SideBySide_code();
            case DATASET -> Messages.SideBySide_data(section.dataset());
        };
    }
}
