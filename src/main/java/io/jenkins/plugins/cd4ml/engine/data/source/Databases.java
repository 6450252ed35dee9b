package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What files of databases have in common, whichever of the two wrote them. */
final class Databases {
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private Databases() {}

    /** @return {@code sqlite} or {@code duckdb}: what a file named {@code .db} is, by its first bytes */
    static String kind(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return java.util.Arrays.equals(in.readNBytes(SQLITE.length), SQLITE) ? "sqlite" : "duckdb";
        } catch (IOException e) {
            return "duckdb"; // whoever reads it says what is wrong
        }
    }

    /** Refuses a database that has changes in a log beside it: the digest is of the file's bytes, which lack them. */
    static void refuseLog(Path file, Path log) {
        try (InputStream in = Files.exists(log) ? Files.newInputStream(log) : InputStream.nullInputStream()) {
            if (in.read() > 0) { // the header of a finished journal that is kept is overwritten with zeros
                throw new InputException(file + " has changes in " + log.getFileName()
                        + " that are not in the file; let the program that writes it finish, or checkpoint it.");
            }
        } catch (IOException e) {
            throw new InputException(log + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
