package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How traces are written into the record: one a line, the next one read when the one before is written. */
final class TraceRecord {
    /** Less than a document of a run may have. */
    private static final long MOST = 60 << 20;

    private TraceRecord() {}

    /**
     * Writes as many as a document has room for, and how many it has not.
     *
     * @param spansLeft  how many spans were not kept
     * @param tracesLeft how many traces were not kept
     * @return {@code spansLeftOut} and {@code tracesLeftOut}, as they stand in the document, where there are any
     */
    static ObjectNode write(TraceShelf shelf, int spansLeft, int tracesLeft, OutputStream out) throws IOException {
        ObjectNode left = Json.object();
        int spans = spansLeft;
        int traces = tracesLeft;
        long written = 0;
        String before = "{\"format\":1,\"traces\":[\n";
        for (String id : shelf.ids()) {
            Trace trace = shelf.get(id);
            byte[] text = Json.bytes(trace.json());
            if (written + text.length > MOST) {
                spans += trace.spans.size();
                ObjectNode info = trace.json();
                info.putArray("spans");
                text = Json.bytes(info);
            }
            if (written + text.length > MOST) {
                traces++;
            } else {
                out.write(before.getBytes(StandardCharsets.UTF_8));
                out.write(text);
                written += text.length + 2;
                before = ",\n";
            }
        }
        if (written == 0) {
            out.write(before.getBytes(StandardCharsets.UTF_8));
        }
        if (spans > 0) {
            left.put("spansLeftOut", spans);
        }
        if (traces > 0) {
            left.put("tracesLeftOut", traces);
        }
        String rest = Json.line(left);
        out.write(("]" + (left.isEmpty() ? "" : ",") + rest.substring(1) + "\n").getBytes(StandardCharsets.UTF_8));
        return left;
    }
}
