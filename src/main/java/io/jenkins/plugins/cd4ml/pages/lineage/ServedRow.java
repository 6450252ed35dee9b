package io.jenkins.plugins.cd4ml.pages.lineage;

import io.jenkins.plugins.cd4ml.engine.registry.Served;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A time in which an environment served a version, by the registry's word. */
@ExportedBean(defaultVisibility = 4)
public final class ServedRow {
    private final Served served;

    ServedRow(Served served) {
        this.served = served;
    }

    @Exported
    public String getEnvironment() {
        return served.environment();
    }

    /** @return ISO-8601 instant */
    @Exported
    public String getSince() {
        return served.since();
    }

    /** @return ISO-8601 instant; null while it serves */
    @Exported
    public String getUntil() {
        return served.until();
    }
}
