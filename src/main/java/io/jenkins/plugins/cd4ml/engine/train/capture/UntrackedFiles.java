package io.jenkins.plugins.cd4ml.engine.train.capture;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files of a repository that git does not know and was not told to ignore: the script that trains may be one of them.
 * Small ones are part of the recorded difference, larger ones are known by their digest.
 *
 * @param digests by path from the repository's root
 * @param content those whose content is in the difference
 */
record UntrackedFiles(SortedMap<String, String> digests, List<String> content) {
    private static final long SMALL = 256 << 10;
    private static final int MOST = 1_000;
    private static final int MOST_CONTENTS = 200; // a call of git each

    /**
     * @param root      of the repository
     * @param checkouts where it ("") and its submodules lie below the root, each with a slash behind
     * @param left not code: the model, the data, cd4ml's own state
     * @param diff gets the content of small ones, as {@code git apply} takes it
     * @return null when git did not say
     */
    static UntrackedFiles of(Path root, List<String> checkouts, Set<Path> left, Path diff) throws IOException {
        List<String> names = new ArrayList<>();
        for (String checkout : checkouts) {
            String said = Git.said(root.resolve(checkout), "ls-files", "--others", "--exclude-standard", "-z");
            if (said == null) {
                return null;
            }
            Stream.of(said.split("\0"))
                    .filter(n -> !n.isEmpty())
                    .map(checkout::concat)
                    .forEach(names::add);
        }
        SortedMap<String, String> digests = new TreeMap<>();
        List<String> content = new ArrayList<>();
        for (String name : names) {
            Path file = root.resolve(name).normalize();
            if (digests.size() == MOST || left.stream().anyMatch(file::startsWith) || !Files.isRegularFile(file)) {
                continue;
            }
            digests.put(name, Digests.of(file));
            // 1 says that the files differ
            if (content.size() < MOST_CONTENTS
                    && Files.size(file) <= SMALL
                    && Git.run(
                                    root,
                                    diff,
                                    "diff",
                                    "--binary",
                                    "--no-ext-diff",
                                    "--no-textconv",
                                    "--no-index",
                                    "--",
                                    "/dev/null",
                                    name)
                            == 1) {
                content.add(name);
            }
        }
        return new UntrackedFiles(digests, content);
    }
}
