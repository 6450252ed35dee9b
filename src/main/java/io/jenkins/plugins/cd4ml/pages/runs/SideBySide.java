package io.jenkins.plugins.cd4ml.pages.runs;

import hudson.model.Job;
import hudson.model.ModelObject;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.RunComparison;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.util.List;

/** Some runs of a job side by side: parameters, metrics, data, code. Reads their records; loads no build. One request's. */
public final class SideBySide implements ModelObject {
    /** More do not fit a page. */
    static final int MOST = 8;

    /** Lines of one kind. */
    public record Section(String title, List<RunComparison.Line> lines) {}

    private final Job<?, ?> job;
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
                .map(section -> new Section(title(section), section.lines()))
                .toList();
    }

    private static String title(RunComparison.Section section) {
        return switch (section.kind()) {
            case MODEL -> Messages.SideBySide_model();
            case PARAMETERS -> Messages.SideBySide_params();
            case METRICS -> Messages.SideBySide_metrics();
            case DATASET -> Messages.SideBySide_data(section.dataset());
        };
    }
}
