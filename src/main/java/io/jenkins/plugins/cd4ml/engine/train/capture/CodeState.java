package io.jenkins.plugins.cd4ml.engine.train.capture;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The code that trains: commit, branch, remote, and whether files differ from the commit. Where the folder is no git
 * checkout, or there is no git, the record says so.
 *
 * @param digest     {@code git:<commit>} with the digest of the difference where there is one, else null
 * @param attributes commit, branch, remote, dirty, and the project's folder in the repository where it is not its root
 */
public record CodeState(String digest, Map<String, Object> attributes) {
    private static final long MOST_DIFF = 1 << 20;
    private static final int MOST_SAID = 1 << 20;
    private static final int SECONDS = 30;

    /**
     * @param output the model's folder: made by the training, so no part of the code even where it is committed
     * @param diff   the file that gets the difference to the commit, also of binary files, as {@code git apply} takes it:
     *               its first MiB, and then the attribute {@code diffBytes} says how much there was; removed when clean
     */
    public static CodeState of(Path folder, Path output, Path diff) {
        try {
            Files.createDirectories(diff.getParent());
            Files.deleteIfExists(diff);
            return state(folder, output, diff);
        } catch (IOException e) {
            throw new InputException(diff + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static CodeState state(Path folder, Path output, Path diff) throws IOException {
        String commit = git(folder, "rev-parse", "HEAD");
        if (commit == null || !commit.strip().matches("[0-9a-f]{40,64}")) {
            return new CodeState(null, Map.of("commit", "none: not a git checkout"));
        }
        String tracked = git(folder, "ls-files", "--", ".");
        if (tracked == null || tracked.isBlank()) { // a workspace inside somebody's checkout
            return new CodeState(
                    null, Map.of("commit", "none: the git repository around the project does not track it"));
        }
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put("commit", commit.strip());
        String branch = git(folder, "rev-parse", "--abbrev-ref", "HEAD");
        attributes.put("branch", branch == null ? "unknown" : branch.strip());
        String remote = git(folder, "remote", "get-url", "origin");
        if (remote != null && !remote.isBlank()) {
            attributes.put("remote", remote.strip().replaceAll("://[^/@]*@", "://")); // no credentials in a record
        }
        String prefix = git(folder, "rev-parse", "--show-prefix");
        if (prefix != null && !prefix.isBlank()) {
            attributes.put("folder", prefix.strip());
        }
        List<String> arguments =
                new ArrayList<>(List.of("diff", "--binary", "--no-ext-diff", "--no-textconv", "HEAD", "--", "."));
        if (output.startsWith(folder)) {
            arguments.add(":(exclude)" + folder.relativize(output).toString().replace('\\', '/'));
        }
        String digest = "git:" + commit.strip();
        if (!git(folder, diff, arguments.toArray(String[]::new))) { // it is not known to be clean
            Files.deleteIfExists(diff);
            attributes.put("dirty", "unknown");
            return new CodeState(digest + "+unknown", attributes);
        }
        long bytes = Files.size(diff);
        attributes.put("dirty", bytes > 0);
        if (bytes == 0) {
            Files.delete(diff);
            return new CodeState(digest, attributes);
        }
        digest += "+" + Digests.of(diff); // of all of it
        if (bytes > MOST_DIFF) {
            attributes.put("diffBytes", bytes);
            try (FileChannel file = FileChannel.open(diff, StandardOpenOption.WRITE)) {
                file.truncate(MOST_DIFF);
            }
        }
        return new CodeState(digest, attributes);
    }

    /** @return what it said; null when it ended with another code than 0, or not in time */
    private static String git(Path folder, String... arguments) throws IOException {
        Path output = Files.createTempFile("git", ".out");
        try (InputStream in = Files.newInputStream(output)) {
            return git(folder, output, arguments) ? new String(in.readNBytes(MOST_SAID), StandardCharsets.UTF_8) : null;
        } finally {
            Files.delete(output);
        }
    }

    private static boolean git(Path folder, Path output, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.fsmonitor=false", "-c", "safe.directory=*"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        Process process = null;
        try {
            process = builder.start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no git
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
