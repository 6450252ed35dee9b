package io.jenkins.plugins.cd4ml.engine.audit;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a log went: how many records it has and the digest of the last. Whoever keeps one can tell later whether the
 * log was cut short or rewritten up to there.
 */
public record AuditHead(long lines, String digest) {
    /** The digest that the first record continues. */
    static final AuditHead START = new AuditHead(0, Digests.of("cd4ml audit log"));

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):(sha256:[0-9a-f]{64})");

    /** @throws InputException when {@code text} is not {@code <lines>:sha256:<digest>}, as {@link #toString} gives it */
    public static AuditHead of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new InputException(
                    "'" + text + "' is no head of an audit log; write <lines>:sha256:<64 hex digits>.");
        }
        return new AuditHead(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    /** @return the head kept in that file; empty when there is none, or it cannot be read */
    static Optional<AuditHead> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            AuditHead head = Json.read(file, AuditHead.class);
            return head.digest == null ? Optional.empty() : Optional.of(head);
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /** Not synced: after a crash an older head may be there, which the log still goes through. */
    void write(Path file) {
        Json.writeUnsynced(file, this);
    }

    @Override
    public String toString() {
        return lines + ":" + digest;
    }
}
