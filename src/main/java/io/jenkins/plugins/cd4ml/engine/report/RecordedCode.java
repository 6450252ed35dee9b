package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The files of the code that a run's training was started from, as the run's record keeps them. They came from an agent: at
 * most {@value #MOST_BYTES} bytes and {@value #MOST_FILES} files are read.
 *
 * @param files by path from the project's folder
 * @param more  how many files the record leaves out
 */
public record RecordedCode(Map<String, File> files, int more) {
    static final int MOST_BYTES = 8 << 20;
    static final int MOST_FILES = 2_000;
    private static final int PATH = 300;
    private static final int DIGITS = 12;

    /** @param text null for a binary or a large file */
    public record File(String digest, long bytes, String text) {
        /** @return the digest's first digits, to tell two contents apart */
        public String brief() {
            String digits = digest.substring(digest.indexOf(':') + 1);
            return digits.substring(0, Math.min(DIGITS, digits.length()));
        }

        List<String> lines() {
            return text.isEmpty() ? List.of() : List.of(text.split("\r?\n"));
        }
    }

    /**
     * @return the files; none where the record has none
     * @throws InputException when the file is broken or too large
     */
    public static RecordedCode of(RunFolder run) {
        Map<String, File> files = new TreeMap<>();
        if (!run.has(RunFolder.CODE)) {
            return new RecordedCode(files, 0);
        }
        byte[] bytes;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(run.file(RunFolder.CODE)))) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new InputException(run.file(RunFolder.CODE) + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new InputException(
                    run.file(RunFolder.CODE) + " holds more than " + (MOST_BYTES >> 20) + " MiB of code.");
        }
        JsonNode told = Json.parse(run.file(RunFolder.CODE).toString(), bytes, JsonNode.class);
        for (JsonNode file : told.path("files")) {
            String path = file.path("path").asText();
            if (files.size() < MOST_FILES && path.length() <= PATH) {
                String text = file.path("text").isTextual() ? file.get("text").asText() : null;
                files.put(
                        path,
                        new File(
                                file.path("digest").asText(), file.path("bytes").asLong(), text));
            }
        }
        return new RecordedCode(files, told.path("more").asInt());
    }
}
