package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Takes the lines of a pod's log apart: the command's own go on, marked ones are metrics and the model's files. What comes
 * from a pod is somebody else's: no file leaves the output folder, and none is larger than a log.
 */
final class PodOutput {
    private static final long MOST_UNPACKED = 1L << 30;

    private final String mark;
    private final Path output;
    private final Path metrics;
    private final Path points;
    private final Consumer<String> lines;
    private Path file;
    private ByteArrayOutputStream packed;
    private boolean complete;
    private boolean emptyLine;
    private long large;

    /**
     * @param metrics file for the command's metrics
     * @param points  file for its metric points, one a line
     * @param lines   gets what the command wrote
     */
    PodOutput(String mark, Path output, Path metrics, Path points, Consumer<String> lines) {
        this.mark = mark + " ";
        this.output = output;
        this.metrics = metrics;
        this.points = points;
        this.lines = lines;
    }

    /** @param show whether a line of the command is to be passed on, or was before */
    void line(String line, boolean show) {
        int at = line.indexOf(mark);
        if (at < 0) {
            said(line, show);
            return;
        }
        if (at > 0) { // the command had not ended its line
            said(line.substring(0, at), show);
        }
        marked(line.substring(at + mark.length()));
    }

    /** The script begins its part on a new line, which is an empty one where the command had ended its last. */
    private void said(String line, boolean show) {
        if (emptyLine) {
            lines.accept("");
        }
        emptyLine = show && line.isEmpty();
        if (show && !emptyLine) {
            lines.accept(line);
        }
    }

    private void marked(String line) {
        emptyLine = false;
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        try {
            switch (words[0]) {
                case "point" ->
                    Files.writeString(points, rest + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                case "file" -> begin(rest);
                case "data" -> begun().writeBytes(rest.strip().getBytes(StandardCharsets.US_ASCII));
                case "end" -> end();
                case "large" -> large = Long.parseLong(rest.strip());
                case "complete" -> complete = true;
                default -> emptyLine = false; // begin
            }
        } catch (IOException e) {
            throw new InputException("What the pod sent cannot be written: " + FileErrors.reason(e) + ".", e);
        } catch (IllegalArgumentException e) {
            throw new InputException("The pod's log is garbled at: " + line, e);
        }
    }

    private void begin(String what) {
        packed = new ByteArrayOutputStream();
        file = metrics;
        if (what.startsWith("model ")) {
            try {
                file = output.resolve(what.substring("model ".length())).normalize();
            } catch (InvalidPathException e) {
                file = output;
            }
            if (!file.startsWith(output) || file.equals(output)) {
                throw new InputException(
                        "The pod sent a file that would lie outside the model's folder: " + what + ".");
            }
        }
    }

    private ByteArrayOutputStream begun() {
        if (packed == null) {
            throw new IllegalArgumentException("no file was begun");
        }
        return packed;
    }

    private void end() throws IOException {
        byte[] bytes = Base64.getDecoder().decode(begun().toByteArray());
        Files.createDirectories(file.getParent());
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] content = in.readNBytes((int) MOST_UNPACKED);
            Files.write(file, content);
        }
        packed = null;
    }

    /** @throws InputException when the model did not come whole */
    void check() {
        if (large > 0) {
            throw new InputException("The model has " + large + " bytes packed, and " + PodScript.MOST_SENT
                    + " can come through a pod's log; train on a sharedVolume (docs/training.md).");
        }
        if (!complete) {
            throw new InputException(
                    "The pod ended well, but its log lacks the model's end; the cluster keeps too little"
                            + " of a log, so train on a sharedVolume (docs/training.md).");
        }
    }
}
