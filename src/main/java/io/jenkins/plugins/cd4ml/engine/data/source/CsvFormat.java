package io.jenkins.plugins.cd4ml.engine.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How the text files of a dataset are written, as DuckDB would be told.
 *
 * @param missing texts that stand for a missing value
 * @param opener  gives the bytes of a file
 */
public record CsvFormat(List<Path> files, char separator, Set<String> missing, Opener opener) {
    /** Opens a file. */
    @FunctionalInterface
    public interface Opener {
        InputStream open(Path file) throws IOException;
    }

    public CsvFormat through(Opener other) {
        return new CsvFormat(files, separator, missing, other);
    }

    /** @return whether cd4ml's own reader may try: separators and missing values that no number contains */
    public boolean plain() {
        return ",;|\t".indexOf(separator) >= 0 && missing.stream().noneMatch(m -> m.matches("-?[0-9].*"));
    }
}
