package io.jenkins.plugins.cd4ml.engine.audit;

import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a log: {@code audit.jsonl}, which grows, and before it those it was rotated into, oldest first. */
final class AuditSegments {
    /** No record is as long; what is longer was not written by us. */
    static final int MOST_LINE = 2 << 20;

    private static final Pattern ROTATED = Pattern.compile("audit\\.[0-9]{6}\\.jsonl");

    private final Path folder;

    AuditSegments(Path folder) {
        this.folder = folder;
    }

    /** Gets each line of a file. */
    interface Visitor {
        /**
         * @param line   its bytes without the line end, cut at {@link #MOST_LINE}
         * @param number 1, 2, … within its file
         * @param ended  whether it has a line end
         */
        void line(Path file, long number, byte[] line, boolean ended) throws IOException;
    }

    Path current() {
        return folder.resolve("audit.jsonl");
    }

    /** @return the files that exist, oldest first */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(rotated());
        if (Files.exists(current())) {
            files.add(current());
        }
        return files;
    }

    private List<Path> rotated() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> ROTATED.matcher(f.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** @return the numbers of rotated files that should be there and are not, in words; null when all are there */
    String missing() throws IOException {
        int expected = 1;
        for (Path file : rotated()) {
            int number = Integer.parseInt(file.getFileName().toString().substring(6, 12));
            if (number != expected) {
                return "audit.%06d.jsonl".formatted(expected);
            }
            expected++;
        }
        return null;
    }

    /** Moves the current file away; the next record begins another. */
    void rotate() throws IOException {
        DurableFile.publish(
                current(), folder.resolve("audit.%06d.jsonl".formatted(rotated().size() + 1)));
    }

    void visit(Visitor visitor) throws IOException {
        for (Path file : files()) {
            visit(file, visitor);
        }
    }

    static void visit(Path file, Visitor visitor) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
            long number = 1;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    visitor.line(file, number++, line.toByteArray(), true);
                    line.reset();
                } else if (line.size() < MOST_LINE) {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                visitor.line(file, number, line.toByteArray(), false);
            }
        }
    }
}
