package io.jenkins.plugins.cd4ml.pages.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
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
public final class PageDocuments {
    /** Above this a document is downloaded, not shown: its tree takes ten times as much of the controller's memory. */
    public static final long MOST_BYTES = 16L << 20;

    private final RunFolder record;
    private final Map<String, JsonNode> read = new HashMap<>();
    private Lineage lineage;

    public PageDocuments(RunFolder record) {
        this.record = record;
    }

    public RunFolder record() {
        return record;
    }

    public boolean has(String document) {
        return read.containsKey(document) || record.has(document);
    }

    /** @throws InputException when it is missing, too large or not JSON */
    public JsonNode read(String document) {
        JsonNode known = read.get(document);
        if (known == null) {
            check(document);
            known = record.read(document);
            read.put(document, known);
        }
        return known;
    }

    /** @return the document; an empty object where it is missing, too large or not JSON */
    public JsonNode readOrEmpty(String document) {
        try {
            return has(document) ? read(document) : Json.object();
        } catch (InputException e) {
            return Json.object();
        }
    }

    /** @throws InputException when the record is too large or broken */
    public Lineage lineage() {
        if (lineage == null) {
            if (record.has(RunFolder.LINEAGE)) {
                check(RunFolder.LINEAGE);
            }
            lineage = record.lineage();
        }
        return lineage;
    }

    /** @return its size. @throws InputException when it is too large to be read for a page */
    public long check(String document) {
        return check(document, MOST_BYTES);
    }

    /** @return its size. @throws InputException when it is larger than {@code most} bytes */
    public long check(String document, long most) {
        try {
            long bytes = Files.size(record.file(document));
            if (bytes > most) {
                throw new InputException(document + " has " + (bytes >> 20) + " MiB; pages show documents of at most "
                        + (most >> 20) + " MiB.");
            }
            return bytes;
        } catch (IOException e) {
            throw new InputException(document + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Sends a document's bytes as they are, without reading them into memory. */
    public void send(String document, String type, StaplerResponse2 response) throws IOException {
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
