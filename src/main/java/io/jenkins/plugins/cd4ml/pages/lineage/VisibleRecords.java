package io.jenkins.plugins.cd4ml.pages.lineage;

import hudson.model.Item;
import hudson.security.AccessDeniedException3;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import jenkins.model.Jenkins;

/**
 * Which records the current user may know of: a build's, whose job may be read; a version's, whose maker may be read, or
 * where that is gone, with the permission to read the system. One request's.
 */
final class VisibleRecords implements Predicate<IndexedRecord> {
    private final Map<String, Boolean> jobs = new HashMap<>();

    @Override
    public boolean test(IndexedRecord record) {
        return jobs.computeIfAbsent(job(record), VisibleRecords::readable);
    }

    /** @return full name of the job that made it; empty where it is gone */
    static String job(IndexedRecord record) {
        String run = record.version() == null ? record.id() : record.version().run();
        return run.substring(0, Math.max(0, run.lastIndexOf('#')));
    }

    private static boolean readable(String job) {
        try {
            Item item = job.isEmpty() ? null : Jenkins.get().getItemByFullName(job);
            return item != null || Jenkins.get().hasPermission(Jenkins.SYSTEM_READ);
        } catch (AccessDeniedException3 e) { // it may be discovered, but not read
            return false;
        }
    }
}
