package io.jenkins.plugins.cd4ml.engine.train.capture;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code that trains: commit, branch, remote, and whether files of the repository or its submodules differ from the
 * commit or are unknown to git. Where the folder is no git
 * checkout, or there is no git, the record says so.
 *
 * @param digest     {@code git:<commit>} with the digest of the difference where there is one, else null
 * @param attributes commit, branch, remote, dirty, untracked, and the project's folder in the repository where it is not its root
 */
public record CodeState(String digest, Map<String, Object> attributes) {
    private static final long MOST_DIFF = 1 << 20;
    private static final int MOST_NAMED = 20;
    private static final Pattern SUBMODULE = Pattern.compile("160000 commit ([0-9a-f]{40,64})\t(.*)", Pattern.DOTALL);

    /**
     * @param notCode folders and files that are no part of the code even where they are committed: the model, the data, the
     *                runs
     * @param diff   the file that gets the difference to the commit, also of binary files, as {@code git apply} takes it:
     *               its first MiB, and then the attribute {@code diffBytes} says how much there was; removed when clean
     */
    public static CodeState of(Path folder, Set<Path> notCode, Path diff) {
        try {
            Files.createDirectories(diff.getParent());
            Files.deleteIfExists(diff);
            return state(folder, notCode, diff);
        } catch (IOException e) {
            throw new InputException(diff + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static CodeState state(Path folder, Set<Path> notCode, Path diff) throws IOException {
        String commit = Git.said(folder, "rev-parse", "HEAD");
        if (commit == null || !commit.strip().matches("[0-9a-f]{40,64}")) {
            return new CodeState(null, Map.of("commit", "none: not a git checkout"));
        }
        String tracked = Git.said(folder, "ls-files", "--", ".");
        if (tracked == null || tracked.isBlank()) { // a workspace inside somebody's checkout
            return new CodeState(
                    null, Map.of("commit", "none: the git repository around the project does not track it"));
        }
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put("commit", commit.strip());
        String branch = Git.said(folder, "rev-parse", "--abbrev-ref", "HEAD");
        attributes.put("branch", branch == null ? "unknown" : branch.strip());
        String remote = Git.said(folder, "remote", "get-url", "origin");
        if (remote != null && !remote.isBlank()) {
            attributes.put("remote", remote.strip().replaceAll("://[^/@]*@", "://")); // no credentials in a record
        }
        String prefix = Git.said(folder, "rev-parse", "--show-prefix");
        if (prefix != null && !prefix.isBlank()) {
            attributes.put("folder", prefix.strip());
        }
        String top = Git.said(folder, "rev-parse", "--show-toplevel");
        String digest = "git:" + commit.strip();
        Path root = top == null ? null : Path.of(top.strip());
        List<String> checkouts = new ArrayList<>();
        UntrackedFiles untracked = root != null && difference(root, notCode, diff, checkouts)
                ? UntrackedFiles.of(root, checkouts, notCode, diff)
                : null;
        if (untracked == null) { // it is not known to be clean
            Files.deleteIfExists(diff);
            attributes.put("dirty", "unknown");
            return new CodeState(digest + "+unknown", attributes);
        }
        long bytes = Files.size(diff);
        attributes.put("dirty", bytes > 0 || !untracked.digests().isEmpty());
        if (!untracked.digests().isEmpty()) {
            attributes.put("untracked", shown(untracked));
        }
        List<String> missing = new ArrayList<>(untracked.digests().keySet());
        missing.removeAll(untracked.content());
        if (bytes > 0 || !missing.isEmpty()) {
            SortedMap<String, String> all = new TreeMap<>(untracked.digests());
            all.keySet().retainAll(missing);
            String difference = bytes == 0 ? "" : Digests.of(diff); // of all of it
            digest += "+" + (all.isEmpty() ? difference : Digests.of(difference + "\n" + Digests.ofFiles(all)));
        }
        if (bytes == 0) {
            Files.delete(diff);
        } else if (bytes > MOST_DIFF) {
            attributes.put("diffBytes", bytes);
            try (FileChannel file = FileChannel.open(diff, StandardOpenOption.WRITE)) {
                file.truncate(MOST_DIFF);
            }
        }
        return new CodeState(digest, attributes);
    }

    /**
     * Writes how the repository and its submodules differ from the commit.
     *
     * @param checkouts gets where the repository ("") and each of its submodules lie below the root, with a slash behind
     * @return whether git could say
     */
    private static boolean difference(Path root, Set<Path> notCode, Path diff, List<String> checkouts)
            throws IOException {
        Files.write(diff, new byte[0]);
        return difference(root, "", "HEAD", notCode, diff, checkouts);
    }

    /** @param prefix of the repository's paths in the difference: where a submodule lies */
    private static boolean difference(
            Path root, String prefix, String commit, Set<Path> notCode, Path diff, List<String> checkouts)
            throws IOException {
        checkouts.add(prefix);
        List<String> arguments = new ArrayList<>(List.of(
                "diff",
                "--binary",
                "--no-ext-diff",
                "--no-textconv",
                "--ignore-submodules=all",
                "--src-prefix=a/" + prefix,
                "--dst-prefix=b/" + prefix,
                commit,
                "--",
                "."));
        for (Path path : notCode) {
            if (path.startsWith(root) && !path.equals(root)) {
                arguments.add(":(exclude)" + root.relativize(path).toString().replace('\\', '/'));
            }
        }
        if (Git.run(root, diff, arguments.toArray(String[]::new)) != 0) {
            return false;
        }
        String tree = Git.said(root, "ls-tree", "-r", "-z", "--full-tree", commit);
        for (String line : tree == null ? new String[0] : tree.split("\0")) {
            Matcher submodule = SUBMODULE.matcher(line);
            Path folder = submodule.matches() ? root.resolve(submodule.group(2)) : null;
            if (folder != null
                    && Files.exists(folder.resolve(".git")) // one that was never brought took no part
                    && !difference(
                            folder, prefix + submodule.group(2) + "/", submodule.group(1), notCode, diff, checkouts)) {
                return false;
            }
        }
        return true;
    }

    private static String shown(UntrackedFiles untracked) {
        List<String> names = List.copyOf(untracked.digests().keySet());
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }
}
