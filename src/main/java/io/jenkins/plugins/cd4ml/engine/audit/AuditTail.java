package io.jenkins.plugins.cd4ml.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The end of a log, found without reading all of it.
 *
 * @param head      up to the last record
 * @param fragments digests of lines after it that are no records: what crashes tore off
 * @param open      whether the last line has no line end
 */
record AuditTail(AuditHead head, List<String> fragments, boolean open) {
    private static final int WINDOW = 2 * AuditSegments.MOST_LINE;

    static AuditTail of(AuditSegments segments) throws IOException {
        List<Path> files = segments.files();
        List<String> fragments = new ArrayList<>();
        boolean open = false;
        for (int i = files.size() - 1; i >= 0; i--) {
            Path file = files.get(i);
            long size = Files.size(file);
            byte[] end = end(file, size);
            open = open || i == files.size() - 1 && size > 0 && end[end.length - 1] != '\n';
            List<byte[]> lines = lines(end, size > end.length);
            for (int l = lines.size() - 1; l >= 0; l--) {
                JsonNode record = AuditChain.record(lines.get(l));
                if (record == null) {
                    fragments.add(Digests.of(lines.get(l)));
                } else if (record.has("n")) {
                    Collections.reverse(fragments);
                    AuditHead head = new AuditHead(record.get("n").asLong(), Digests.of(lines.get(l)));
                    return new AuditTail(head, List.copyOf(fragments), open);
                } else {
                    return counted(segments, open);
                }
            }
            if (size > end.length) {
                return counted(segments, open);
            }
        }
        Collections.reverse(fragments);
        return new AuditTail(AuditHead.START, List.copyOf(fragments), open);
    }

    /** Records of before had no number: they are counted once. */
    private static AuditTail counted(AuditSegments segments, boolean open) throws IOException {
        AuditChain chain = new AuditChain(List.of());
        segments.visit(
                (file, number, line, ended) -> chain.line(file.getFileName().toString(), number, line, ended));
        return new AuditTail(chain.head(), chain.fragments(), open);
    }

    private static byte[] end(Path file, long size) throws IOException {
        byte[] bytes = new byte[(int) Math.min(size, WINDOW)];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(size - bytes.length);
            in.readFully(bytes);
        }
        return bytes;
    }

    private static List<byte[]> lines(byte[] bytes, boolean cut) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, from, i));
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            lines.add(Arrays.copyOfRange(bytes, from, bytes.length));
        }
        return cut && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
    }
}
