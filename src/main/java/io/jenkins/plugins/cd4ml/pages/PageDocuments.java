package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * The documents of one build's record as one view of a page reads them: each at most once, and none that is too large
 * to be shown. Belongs to one request; not thread-safe.
 */
final class PageDocuments {
    /** Above this a document is downloaded, not shown: its tree takes ten times as much of the controller's memory. */
    static final long MOST_BYTES = 16L << 20;

    private final RunFolder record;
    private final Map<String, JsonNode> read = new HashMap<>();
    private Lineage lineage;

    PageDocuments(RunFolder record) {
        this.record = record;
    }

    RunFolder record() {
        return record;
    }

    boolean has(String document) {
        return read.containsKey(document) || record.has(document);
    }

    /** @throws InputException when it is missing, too large or not JSON */
    JsonNode read(String document) {
        JsonNode known = read.get(document);
        if (known == null) {
            check(document);
            known = record.read(document);
            read.put(document, known);
        }
        return known;
    }

    /** @throws InputException when the record is too large or broken */
    Lineage lineage() {
        if (lineage == null) {
            if (record.has(RunFolder.LINEAGE)) {
                check(RunFolder.LINEAGE);
            }
            lineage = record.lineage();
        }
        return lineage;
    }

    /** @return its size. @throws InputException when it is too large to be read for a page */
    long check(String document) {
        try {
            long bytes = Files.size(record.file(document));
            if (bytes > MOST_BYTES) {
                throw new InputException(document + " has " + (bytes >> 20) + " MiB; pages show documents of at most "
                        + (MOST_BYTES >> 20) + " MiB.");
            }
            return bytes;
        } catch (IOException e) {
            throw new InputException(document + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Sends a document's bytes as they are, without reading them into memory. */
    void send(String document, String type, StaplerResponse2 response) throws IOException {
        Path file = record.file(document);
        if (!Files.isRegularFile(file)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType(type + ";charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLengthLong(Files.size(file));
        Files.copy(file, response.getOutputStream());
    }
}
