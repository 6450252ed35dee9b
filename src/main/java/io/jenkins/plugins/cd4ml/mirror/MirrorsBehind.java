package io.jenkins.plugins.cd4ml.mirror;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.cd4ml.mirror.MirrorThread.Behind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says which models MLflow does not show as they are, when that goes on for a while. */
@Extension
public final class MirrorsBehind extends AdministrativeMonitor {
    static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public String getDisplayName() {
        return Messages.MirrorsBehind_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getBehind().isEmpty();
    }

    public List<Behind> getBehind() {
        Instant since = Instant.now().minus(PATIENCE);
        return MirrorThread.get().behind().stream()
                .filter(b -> Instant.parse(b.since()).isBefore(since))
                .toList();
    }
}
