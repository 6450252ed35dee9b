package io.jenkins.plugins.cd4ml.record;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * What became of the projects whose names stand in records: {@code cd4ml/renames.json} in Jenkins' home notes each renaming,
 * moving and deletion of a project or folder. Records themselves never change. Thread-safe.
 */
@Extension
public final class ProjectNames {
    /** @param to the new full name; null when it was deleted */
    record Change(String when, String from, String to) {}

    record Stored(List<Change> changes) {}

    private List<Change> changes;

    public static ProjectNames get() {
        return ExtensionList.lookupSingleton(ProjectNames.class);
    }

    /**
     * @param name  a full name that stands in a record
     * @param since when the record was made, an ISO-8601 instant
     * @return the full name now; null when that project was deleted since, even if another one has its name today
     */
    @CheckForNull
    public synchronized String now(String name, String since) {
        Instant made = instant(since);
        String now = name;
        for (Change change : changes()) {
            boolean concerned = now.equals(change.from) || now.startsWith(change.from + "/");
            if (concerned && !Instant.parse(change.when).isBefore(made)) {
                if (change.to == null) {
                    return null;
                }
                now = change.to + now.substring(change.from.length());
            }
        }
        return now;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.MIN; // an imported version may say anything: then every change counts
        }
    }

    /** Notes that a project or folder, and what is in it, is called otherwise now, or null when it is gone. */
    synchronized void changed(String from, String to) {
        String now = Instant.now().toString();
        List<Change> all = new ArrayList<>(changes());
        Change last = all.isEmpty() ? null : all.get(all.size() - 1);
        boolean said = to != null // Jenkins tells of each item in a folder that is renamed, too
                && last != null
                && last.to != null
                && from.startsWith(last.from + "/")
                && to.equals(last.to + from.substring(last.from.length()));
        if (!said) {
            all.add(new Change(now, from, to));
            Json.write(file(), new Stored(all));
            changes = all;
        }
    }

    private List<Change> changes() {
        if (changes == null) {
            changes = Files.exists(file())
                    ? new ArrayList<>(Json.read(file(), Stored.class).changes())
                    : new ArrayList<>();
        }
        return changes;
    }

    private static Path file() {
        return Jenkins.get().getRootDir().toPath().resolve("cd4ml/renames.json");
    }
}
