package io.jenkins.plugins.cd4ml.pages.models;

import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.pages.document.NamedValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A model as {@code api/json} and {@code api/xml} show it. The names stay. */
@ExportedBean(defaultVisibility = 3)
public final class ModelBean {
    private final ModelRow row;

    ModelBean(ModelRow row) {
        this.row = row;
    }

    /** @return full name of the folder that it belongs to; empty at the top */
    @Exported
    public String getFolder() {
        return row.folder();
    }

    @Exported
    public String getName() {
        return row.name();
    }

    @Exported
    public int getVersions() {
        return row.versions();
    }

    /** @return number, digest, run, registered, by, state and metrics of the newest version */
    @Exported
    public Map<String, Object> getNewest() {
        ModelVersion newest = row.newest();
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("number", newest.number());
        version.put("digest", newest.digest());
        version.put("run", newest.run());
        version.put("registered", newest.registered());
        version.put("by", newest.by());
        version.put("state", newest.state().name());
        version.put("metrics", NamedValue.of(newest.metrics()));
        return version;
    }

    /** @return what each environment serves: environment, version, digest, since, who */
    @Exported
    public List<Map<String, Object>> getServing() {
        return row.serving().stream().map(ModelBean::served).toList();
    }

    private static Map<String, Object> served(Served served) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("environment", served.environment());
        one.put("version", served.version());
        one.put("digest", served.digest());
        one.put("since", served.since());
        one.put("who", served.who());
        return one;
    }

    @Exported
    public long getOpenRequests() {
        return row.requests();
    }
}
