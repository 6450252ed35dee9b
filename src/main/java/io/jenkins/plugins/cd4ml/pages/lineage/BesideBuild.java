package io.jenkins.plugins.cd4ml.pages.lineage;

import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.lineage.index.RecordNeighbours;
import java.util.List;

/** The builds and versions up- and downstream of one build, as the reader may know of them. */
public final class BesideBuild {
    private final RecordNeighbours neighbours;

    public BesideBuild(Run<?, ?> run) {
        this.neighbours = BuildLineage.get().index().neighbours(run.getExternalizableId(), new VisibleRecords());
    }

    /** @return builds that made what this one used */
    public List<RecordRow> getUpstream() {
        return neighbours.upstream().stream().map(RecordRow::of).toList();
    }

    /** @return builds and versions that did something with what this one made */
    public List<RecordRow> getDownstream() {
        return neighbours.downstream().stream().map(RecordRow::of).toList();
    }

    /** @return whether records are still being read */
    public boolean isMaking() {
        return BuildLineage.get().isMaking();
    }
}
