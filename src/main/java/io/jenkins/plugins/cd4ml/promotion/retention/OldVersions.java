package io.jenkins.plugins.cd4ml.promotion.retention;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.retention.VersionRetention;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Once a day; each removal is in the audit log before it happens. */
@Extension
public final class OldVersions extends AsyncPeriodicWork {
    private static final Logger LOGGER = Logger.getLogger(OldVersions.class.getName());

    public OldVersions() {
        super("cd4ml versions that are no longer kept");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.DAYS.toMillis(1);
    }

    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        remove(Instant.now());
    }

    static void remove(Instant now) throws InterruptedException {
        int days = Environments.get().getKeepVersionsDays();
        if (days <= 0) {
            return;
        }
        VersionRetention retention = new VersionRetention(Duration.ofDays(days));
        for (String folder : BuildRecord.registry().folders().names()) {
            ModelRegistry registry = BuildRecord.registry().in(folder);
            for (String model : registry.models()) {
                try {
                    retention.apply(registry, model, now, version -> audit(folder, version, days));
                } catch (InputException e) {
                    LOGGER.log(Level.WARNING, "old versions of " + model + " are not removed", e);
                }
            }
        }
    }

    private static void audit(String folder, ModelVersion version, int days) {
        JenkinsAudit.append(
                "version-removed",
                null,
                "kept for " + days + " days after it was last of use",
                Json.object()
                        .put("folder", folder)
                        .put("model", version.model())
                        .put("version", version.number())
                        .put("digest", version.digest())
                        .put("run", version.run())
                        .put("registered", version.registered()));
    }
}
