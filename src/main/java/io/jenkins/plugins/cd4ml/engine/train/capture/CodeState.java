package io.jenkins.plugins.cd4ml.engine.train.capture;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param diff       the difference to the commit, cut to 1 MiB; empty when clean
 */
public record CodeState(String digest, Map<String, Object> attributes, String diff) {
    private static final int MOST_DIFF = 1 << 20;

    /** @param output the model's folder: made by the training, so no part of the code even where it is committed */
    public static CodeState of(Path folder, Path output) {
        String commit = git(folder, "rev-parse", "HEAD");
        if (commit == null || !commit.strip().matches("[0-9a-f]{40,64}")) {
            return new CodeState(null, Map.of("commit", "none: not a git checkout"), "");
        }
        String tracked = git(folder, "ls-files", "--", ".");
        if (tracked == null || tracked.isBlank()) { // a workspace inside somebody's checkout
            return new CodeState(
                    null, Map.of("commit", "none: the git repository around the project does not track it"), "");
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
        List<String> arguments = new ArrayList<>(List.of("diff", "--no-ext-diff", "--no-textconv", "HEAD", "--", "."));
        if (output.startsWith(folder)) {
            arguments.add(":(exclude)" + folder.relativize(output).toString().replace('\\', '/'));
        }
        String diff = git(folder, arguments.toArray(String[]::new));
        boolean dirty = diff != null && !diff.isBlank();
        attributes.put("dirty", dirty);
        String digest = "git:" + commit.strip() + (dirty ? "+" + Digests.of(diff) : "");
        return new CodeState(digest, attributes, dirty ? diff : "");
    }

    private static String git(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.fsmonitor=false", "-c", "safe.directory=*"));
        command.addAll(List.of(arguments));
        Path output = null;
        try {
            output = Files.createTempFile("git", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
            Process process = builder.start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            try (var in = Files.newInputStream(output)) {
                return process.exitValue() == 0 ? new String(in.readNBytes(MOST_DIFF), StandardCharsets.UTF_8) : null;
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            delete(output);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
