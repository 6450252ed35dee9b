package io.jenkins.plugins.cd4ml.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes the wanted records of a log, as JSON lines with a proof of the chain or as CSV for a spreadsheet. */
public final class AuditExport {
    /** What an export is written as. */
    public enum Format {
        JSONL,
        CSV;

        public String extension() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> COLUMNS =
            List.of("n", "when", "event", "who", "channel", "folder", "model", "version", "environment", "reason");
    private static final Set<String> REST = Set.of("previous");

    private AuditExport() {}

    /**
     * Writes the records that {@code filter} wants, oldest first.
     *
     * <p>JSON lines: each record as {@code {"record": "<its line as it stands in the log>", "digest": …}}; the last line is
     * {@code {"head": "<lines>:<digest>", "holds": …, "records": …}}. The digest of a record is that of its line, and its
     * key {@code previous} that of the record before, so that neighbouring records prove each other.
     *
     * @param heads as for {@link AuditLog#verify}
     * @return what following the chain came to
     */
    public static AuditVerification write(
            AuditLog log, AuditFilter filter, Format format, Writer out, AuditHead... heads) throws IOException {
        long[] records = new long[1];
        if (format == Format.CSV) {
            out.write(String.join(",", COLUMNS) + ",details,digest\r\n");
        }
        AuditVerification verification = log.read(
                (head, record, text) -> {
                    if (filter.wants(record)) {
                        records[0]++;
                        out.write(format == Format.CSV ? csv(record, head) : jsonl(text, head));
                    }
                },
                heads);
        if (format == Format.JSONL) {
            ObjectNode end = Json.object()
                    .put("head", verification.head().toString())
                    .put("holds", verification.holds())
                    .put("records", records[0]);
            out.write(Json.line(end) + "\n");
        }
        return verification;
    }

    private static String jsonl(String text, AuditHead head) {
        return Json.line(Json.object().put("record", text).put("digest", head.digest())) + "\n";
    }

    private static String csv(JsonNode record, AuditHead head) {
        StringBuilder line = new StringBuilder();
        ObjectNode rest = record.deepCopy();
        for (String column : COLUMNS) {
            line.append(cell(record.path(column).asText(""))).append(',');
            rest.remove(column);
        }
        rest.remove(REST);
        return line.append(cell(rest.isEmpty() ? "" : Json.line(rest)))
                .append(',')
                .append(head.digest())
                .append("\r\n")
                .toString();
    }

    /** Quoted as RFC 4180 says. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
    private static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
