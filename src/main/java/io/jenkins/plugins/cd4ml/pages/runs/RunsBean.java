package io.jenkins.plugins.cd4ml.pages.runs;

import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The runs that the filter takes, for {@code api/json}: filter, sort and order as on the page; {@code
 * tree=total,runs[build,verdict]{0,100}} takes a page of them.
 */
@ExportedBean
public final class RunsBean {
    private final List<RunFacts> runs;

    RunsBean(List<RunFacts> runs) {
        this.runs = List.copyOf(runs);
    }

    @Exported
    public int getTotal() {
        return runs.size();
    }

    @Exported(visibility = 3)
    public List<RunBean> getRuns() {
        return runs.stream().map(RunBean::new).toList();
    }
}
