package io.jenkins.plugins.cd4ml.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Follows a log record by record and notes where it does not hold. A line that a crash tore off is no break when the
 * record after it names its digest. Used by one thread.
 */
final class AuditChain {
    /** The event by which the log itself names what a crash tore off. */
    static final String TORN = "torn-line";
    /** The event by which the log itself says that it was shorter than its head when it was written again. */
    static final String TRUNCATED = "truncated";

    private static final int MOST_FINDINGS = 100;

    private final List<AuditVerification.Finding> findings = new ArrayList<>();
    private final List<AuditVerification.Finding> notes = new ArrayList<>();
    /** Lines that are no records, since the last record: digest by digest. */
    private final List<String> fragments = new ArrayList<>();

    /** Heads that the log has not come to so far. */
    private final List<AuditHead> expected;

    private AuditHead head = AuditHead.START;
    private AuditVerification.Finding firstFragment;

    /** @param expected heads that the log must go through */
    AuditChain(List<AuditHead> expected) {
        this.expected = new ArrayList<>(expected);
        meet();
    }

    /** @return the record, or null when the line is none */
    JsonNode line(String file, long number, byte[] line, boolean ended) {
        JsonNode record = record(line);
        if (record == null) {
            fragments.add(Digests.of(line));
            if (firstFragment == null) {
                firstFragment = new AuditVerification.Finding(file, number, "is no record");
            }
            return null;
        }
        named(record);
        if (!record.path("previous").asText().equals(head.digest())) {
            find(file, number, "does not continue the record before it: something was changed, removed or put in here");
        }
        if (record.has("n") && record.get("n").asLong() != head.lines() + 1) {
            find(file, number, "is numbered " + record.get("n").asText() + ", but " + (head.lines() + 1) + " is due");
        }
        if (TRUNCATED.equals(record.path("event").asText())) {
            find(
                    file,
                    number,
                    "says that the log was cut short before: "
                            + record.path("reason").asText());
        }
        if (!ended) {
            notes.add(new AuditVerification.Finding(file, number, "has no line end; the next record will give it one"));
        }
        head = new AuditHead(head.lines() + 1, Digests.of(line));
        meet();
        return record;
    }

    /** A crash's fragments are named by the record that comes next. */
    private void named(JsonNode record) {
        if (fragments.isEmpty()) {
            return;
        }
        List<String> torn = new ArrayList<>();
        record.path("torn").forEach(t -> torn.add(t.asText()));
        if (!TORN.equals(record.path("event").asText()) || !torn.equals(fragments)) {
            find(firstFragment.file(), firstFragment.line(), "is no record, and no record names it as torn by a crash");
        }
        fragments.clear();
        firstFragment = null;
    }

    private void meet() {
        for (Iterator<AuditHead> all = expected.iterator(); all.hasNext(); ) {
            AuditHead kept = all.next();
            if (kept.lines() == head.lines()) {
                all.remove();
                if (!kept.equals(head)) {
                    find(
                            null,
                            head.lines(),
                            "record " + head.lines() + " has the digest " + head.digest() + ", but " + kept.digest()
                                    + " was kept apart: the log was rewritten");
                }
            }
        }
    }

    void find(String file, long line, String sentence) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new AuditVerification.Finding(file, line, sentence));
        }
    }

    AuditHead head() {
        return head;
    }

    List<String> fragments() {
        return List.copyOf(fragments);
    }

    AuditVerification end() {
        if (firstFragment != null) {
            notes.add(new AuditVerification.Finding(
                    firstFragment.file(),
                    firstFragment.line(),
                    "was torn by a crash while it was written; the next record will name it"));
        }
        for (AuditHead kept : expected) {
            find(
                    null,
                    head.lines(),
                    "the log has " + head.lines() + " records, but " + kept.lines()
                            + " were kept apart: it was cut short");
        }
        return new AuditVerification(head, findings, notes);
    }

    static JsonNode record(byte[] line) {
        try {
            JsonNode json = Json.MAPPER.readTree(line);
            return json != null && json.isObject() && json.has("previous") && json.has("event") ? json : null;
        } catch (IOException e) {
            return null;
        }
    }
}
