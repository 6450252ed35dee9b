package io.jenkins.plugins.cd4ml.engine.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How the text files of a dataset are written.
 *
 * @param missing texts that stand for a missing value
 * @param opener  gives the bytes of a file
 * @param usual   whether they are UTF-8 with double quotes, usual line ends and nothing to skip
 * @param copies  whether the files are temporary ones, made of the dataset's, whose digests they have not
 */
public record CsvFormat(
        List<Path> files, char separator, Set<String> missing, Opener opener, boolean usual, boolean copies) {
    /** Opens a file. */
    @FunctionalInterface
    public interface Opener {
        InputStream open(Path file) throws IOException;
    }

    /** @return the same, of files that are opened so; of temporary ones nothing changes */
    public CsvFormat through(Opener other) {
        return copies ? this : new CsvFormat(files, separator, missing, other, usual, false);
    }

    /** @return whether cd4ml's own reader may try: separators and missing values that no number contains */
    public boolean plain() {
        return usual && ",;|\t".indexOf(separator) >= 0 && missing.stream().noneMatch(m -> m.matches("-?[0-9].*"));
    }
}
