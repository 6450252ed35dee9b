package io.jenkins.plugins.cd4ml.pages.models;

import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The models that a reader may see, for {@code api/json}. {@code tree=models[name]{0,20}} takes a page of them. */
@ExportedBean
public final class ModelsBean {
    private final List<ModelRow> rows;

    ModelsBean(List<ModelRow> rows) {
        this.rows = List.copyOf(rows);
    }

    @Exported(visibility = 3)
    public List<ModelBean> getModels() {
        return rows.stream().map(ModelBean::new).toList();
    }
}
