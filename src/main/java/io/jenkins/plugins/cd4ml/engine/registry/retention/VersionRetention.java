package io.jenkins.plugins.cd4ml.engine.registry.retention;

import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.engine.registry.VersionStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes versions, with all their documents, that were last of use longer ago than a limit. Kept whatever their age are
 * those that an alias points to, that an environment serves or a roll back would put back, and the newest.
 *
 * @param limit how long after it was registered, served last or spoken of last
 */
public record VersionRetention(Duration limit) {
    /** @return the versions that would be removed at that time, oldest first */
    public List<ModelVersion> due(ModelRegistry registry, String model, Instant now) {
        List<ModelVersion> versions = registry.versions(model);
        Set<Integer> needed = new HashSet<>(registry.aliases(model).values());
        versions.stream().limit(1).forEach(newest -> needed.add(newest.number()));
        for (String environment : registry.environments(model)) {
            Alias alias = registry.alias(model, environment);
            alias.current().ifPresent(move -> needed.add(move.version()));
            alias.previousGood().ifPresent(move -> needed.add(move.version()));
        }
        List<Served> served = registry.served(model);
        List<ModelVersion> due = new ArrayList<>();
        for (ModelVersion version : versions) {
            boolean old = lastOfUse(registry.existing(model, version.number()), served)
                    .plus(limit)
                    .isBefore(now);
            if (old && !needed.contains(version.number())) {
                due.add(0, version);
            }
        }
        return due;
    }

    /**
     * Removes what is due.
     *
     * @param before is told of each version before it is removed; what it throws keeps the version
     * @return what was removed
     */
    public List<ModelVersion> apply(ModelRegistry registry, String model, Instant now, Consumer<ModelVersion> before)
            throws InterruptedException {
        List<ModelVersion> due = due(registry, model, now);
        for (ModelVersion version : due) {
            registry.folders().forget(registry.folder(), version, () -> {
                boolean still = due(registry, model, now).stream().anyMatch(v -> v.number() == version.number());
                if (still) { // nobody took it into use meanwhile
                    before.accept(version);
                }
                return still;
            });
        }
        return due;
    }

    private static Instant lastOfUse(ModelVersion version, List<Served> served) {
        Instant last = instant(version.registered());
        for (Served time : served) {
            if (time.version() == version.number() && time.until() != null) {
                last = later(last, instant(time.until()));
            }
        }
        for (VersionStatus.Change change : version.status().changes()) {
            last = later(last, instant(change.when()));
        }
        return last;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** What has no time that can be read is kept: it may be of any age. */
    private static Instant instant(String text) {
        try {
            return Instant.parse(String.valueOf(text));
        } catch (DateTimeException e) {
            return Instant.parse("9999-01-01T00:00:00Z").minus(Duration.ofDays(1));
        }
    }
}
