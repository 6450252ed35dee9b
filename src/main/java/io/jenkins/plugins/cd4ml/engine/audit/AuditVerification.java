package io.jenkins.plugins.cd4ml.engine.audit;

import java.util.List;

/**
 * Whether a log's chain holds.
 *
 * @param head     how far the log goes
 * @param findings where the chain breaks, first one first; empty when it holds
 * @param notes    what is no break, such as a line that a crash tore
 */
public record AuditVerification(AuditHead head, List<Finding> findings, List<Finding> notes) {
    public AuditVerification {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /** Something at a place. @param file null when it is about the log as a whole */
    public record Finding(String file, long line, String sentence) {
        @Override
        public String toString() {
            return file == null ? sentence : file + " line " + line + " " + sentence;
        }
    }

    public boolean holds() {
        return findings.isEmpty();
    }

    /** @return one sentence that says whether it holds, and where not */
    public String sentence() {
        String records = head.lines() == 1 ? "1 record" : head.lines() + " records";
        return holds()
                ? "The audit log's chain of " + records + " holds; its head is " + head + "."
                : "The audit log's chain of " + records + " is broken: " + findings.get(0) + "."
                        + (findings.size() > 1 ? " There are " + (findings.size() - 1) + " more findings." : "");
    }
}
