package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The archive {@code .eval} in which Inspect logs by default: {@code header.json} and {@code samples/*.json} in a zip whose
 * entries are compressed with Zstandard, which Java does not know; DuckDB does.
 */
final class InspectArchive {
    /** Compression method of the zip format (APPNOTE 4.4.5). */
    private static final int ZSTD = 93;

    private static final int MOST_ENTRIES = 20_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_ALL = 1L << 30;

    private InspectArchive() {}

    /** @return the header, then the samples by name */
    static List<JsonNode> read(Path file) {
        try (ZipFile zip = ZipFile.builder().setPath(file).get();
                Duck duck = Duck.open()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            entries.removeIf(e -> !e.getName().matches("header\\.json|samples/[^/]+\\.json"));
            if (entries.size() > MOST_ENTRIES
                    || entries.stream().mapToLong(ZipArchiveEntry::getSize).sum() > MOST_ALL) {
                throw new InputException(
                        file + " has more than " + MOST_ENTRIES + " samples, or more than 1 GiB of them.");
            }
            entries.sort(java.util.Comparator.comparing(ZipArchiveEntry::getName));
            List<JsonNode> documents = new ArrayList<>();
            for (ZipArchiveEntry entry : entries) {
                String text = text(zip, entry, duck, file);
                documents.add(ItemFiles.parse(file.resolve(entry.getName()), text));
            }
            if (documents.isEmpty() || !entries.get(0).getName().equals("header.json")) {
                throw new InputException(file + " is no log of Inspect: it has no header.json.");
            }
            return documents;
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static String text(ZipFile zip, ZipArchiveEntry entry, Duck duck, Path file) throws IOException {
        if (entry.getSize() > MOST_BYTES) {
            throw new InputException(file + " holds " + entry.getName() + " of more than 64 MiB.");
        }
        if (entry.getMethod() != ZSTD) {
            try (InputStream in = zip.getInputStream(entry)) {
                return new String(in.readNBytes((int) MOST_BYTES), StandardCharsets.UTF_8);
            }
        }
        Path frame = Files.createTempFile("cd4ml-eval", ".json.zst");
        try (InputStream raw = zip.getRawInputStream(entry)) {
            Files.copy(raw, frame, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            try (Statement statement = duck.statement();
                    ResultSet row = statement.executeQuery("SELECT json::VARCHAR FROM read_json_objects("
                            + Duck.text(frame.toString()) + ", format = 'unstructured', compression = 'zstd',"
                            + " maximum_object_size = " + MOST_BYTES + ")")) {
                if (!row.next()) {
                    throw new InputException(file + " holds an empty " + entry.getName() + ".");
                }
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new InputException(
                    file + " holds " + entry.getName() + ", which cannot be read; convert the log with"
                            + " inspect log convert --to json.",
                    e);
        } finally {
            Files.deleteIfExists(frame);
        }
    }
}
