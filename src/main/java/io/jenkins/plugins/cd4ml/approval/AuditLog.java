package io.jenkins.plugins.cd4ml.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * The append-only log of everything that happened to requests and environments: {@code cd4ml/audit.jsonl}, one JSON
 * object a line. Each line carries the digest of the line before, so that a line cannot be changed or removed without
 * breaking the chain. On disk, synced, before {@link #append} returns. Thread-safe.
 */
@Extension
public final class AuditLog {
    private static final String START = Digests.of("cd4ml audit log");

    private String last;

    public static AuditLog get() {
        return ExtensionList.lookupSingleton(AuditLog.class);
    }

    synchronized void append(String event, ApprovalRequest request, String who, String reason) {
        ObjectNode details = Json.object();
        details.put("request", request.id)
                .put("run", request.runId)
                .put("model", request.model)
                .put("environment", request.environment)
                .put("state", request.state.name());
        details.set("digests", Json.MAPPER.valueToTree(request.digests));
        append(event, who, reason, details);
    }

    /** @param who a user's id, or null when nobody in particular did it */
    public synchronized void append(String event, String who, String reason, ObjectNode details) {
        try {
            Path file = file();
            Files.createDirectories(file.getParent());
            ObjectNode line = Json.object();
            line.put("when", Instant.now().toString()).put("event", event).put("who", who);
            if (reason != null) {
                line.put("reason", reason);
            }
            line.setAll(details);
            line.put("previous", last(file));
            String text = Json.line(line);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                channel.write(java.nio.ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            last = Digests.of(text);
        } catch (IOException e) {
            throw new UncheckedIOException("The audit log cannot be written, so nothing is decided.", e);
        }
    }

    /** @return the number, from 1, of the first line that does not continue the chain, or 0 when all do */
    public static long broken(Path file) throws IOException {
        String previous = START;
        long number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!previous.equals(previous(line))) {
                return number;
            }
            previous = Digests.of(line);
        }
        return 0;
    }

    private static String previous(String line) {
        try {
            return Json.MAPPER.readTree(line).path("previous").asText();
        } catch (JsonProcessingException e) {
            return ""; // no line of ours
        }
    }

    private String last(Path file) throws IOException {
        if (last == null) {
            last = START;
            if (Files.exists(file)) {
                List<String> lines = Files.readAllLines(file);
                last = lines.isEmpty() ? START : Digests.of(lines.get(lines.size() - 1));
            }
        }
        return last;
    }

    static Path file() {
        return Jenkins.get().getRootDir().toPath().resolve("cd4ml/audit.jsonl");
    }
}
