package io.jenkins.plugins.cd4ml.pages.runs;

import io.jenkins.plugins.cd4ml.pages.document.NamedValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A run as {@code api/json} and {@code api/xml} show it. The names stay. */
@ExportedBean(defaultVisibility = 3)
public final class RunBean {
    private final RunFacts run;

    RunBean(RunFacts run) {
        this.run = run;
    }

    @Exported
    public int getBuild() {
        return run.build();
    }

    /** @return ISO-8601 instant at which the last step ended */
    @Exported
    public String getTime() {
        return Instant.ofEpochMilli(run.time()).toString();
    }

    @Exported
    public String getModel() {
        return run.text("model");
    }

    @Exported
    public String getDigest() {
        return run.text("digest");
    }

    @Exported
    public String getVerdict() {
        return run.text("verdict");
    }

    /** @return environments, with commas; null for none */
    @Exported
    public String getPromoted() {
        return run.text("promoted");
    }

    @Exported
    public List<NamedValue> getMetrics() {
        return those("metrics.");
    }

    @Exported
    public List<NamedValue> getParams() {
        return those("params.");
    }

    private List<NamedValue> those(String prefix) {
        Map<String, Object> found = new TreeMap<>();
        run.keys().texts().stream()
                .filter(k -> k.startsWith(prefix))
                .forEach(k -> found.put(k.substring(prefix.length()), run.text(k)));
        run.keys().numbers().stream()
                .filter(k -> k.startsWith(prefix))
                .forEach(k -> found.put(k.substring(prefix.length()), run.number(k)));
        return NamedValue.of(found);
    }
}
