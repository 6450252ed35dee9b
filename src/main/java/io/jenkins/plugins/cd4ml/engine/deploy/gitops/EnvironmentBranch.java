package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitRepository;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * The branch of an environment's repository: its files are read, and changed by commits that go on top of whatever others
 * pushed meanwhile. Never rewrites history. One thread.
 */
final class EnvironmentBranch implements AutoCloseable {
    /** Says what is to be changed, of files as they are at the branch's tip. */
    interface Edit {
        /** @return new texts by path; null for a file that goes; what is so already may be left in. May refuse. */
        Map<String, String> of(Map<String, String> files);
    }

    private static final int ATTEMPTS = 10;
    private static final long PAUSE = 100; // milliseconds, growing
    private static final int MOST_FILES = 2_000;

    private final GitRepository repository;
    private final GitCommand git;

    EnvironmentBranch(GitRepository repository) {
        this.repository = repository;
        git = new GitCommand(repository.login());
    }

    /** @throws InputException when it cannot be reached, or has no such branch */
    private String fetch() {
        GitCommand.Answer answer = git.run(
                null,
                "fetch",
                "--quiet",
                "--depth=1",
                "--no-tags",
                "--no-recurse-submodules",
                repository.url(),
                "+refs/heads/" + repository.branch() + ":refs/heads/base");
        if (answer.code() != 0) {
            String why = answer.said().contains("couldn't find remote ref")
                    ? "has no such branch; make it, with a first commit"
                    : "cannot be read: " + answer.reason();
            throw new InputException("The environment's repository, " + repository.shown() + ", " + why + ".");
        }
        return one("rev-parse", "refs/heads/base");
    }

    private String one(String... arguments) {
        GitCommand.Answer answer = git.run(null, arguments);
        if (answer.code() != 0) {
            throw new InputException("git " + arguments[0] + " failed: " + answer.reason() + ".");
        }
        return answer.said().strip();
    }

    /** Asks whether the login may push. */
    void checkWritable() {
        fetch();
        GitCommand.Answer answer = git.run(
                null,
                "push",
                "--porcelain",
                "--dry-run",
                repository.url(),
                "refs/heads/base:refs/heads/" + repository.branch());
        boolean moved = answer.said().contains("[rejected]"); // by somebody who pushed in between, which is fine
        if (answer.code() != 0 && !moved) {
            throw new PromotionRefusedException("The environment's repository, " + repository.shown()
                    + ", cannot be written: " + answer.reason() + ".");
        }
    }

    /** @return the texts of the files below a folder, by path */
    Map<String, String> files(String folder) {
        fetch();
        return read(folder);
    }

    private Map<String, String> read(String folder) {
        Map<String, String> files = new TreeMap<>();
        String listed = one("ls-tree", "-r", "-z", "refs/heads/base", "--", folder + "/");
        for (String entry : listed.split("\0")) {
            String[] parts = entry.split("\t", 2);
            if (parts.length == 2 && parts[0].startsWith("100") && parts[0].contains(" blob ")) {
                files.put(parts[1], parts[0].substring(parts[0].lastIndexOf(' ') + 1));
            }
        }
        if (files.size() > MOST_FILES) {
            throw new InputException(
                    folder + " of " + repository.shown() + " holds more than " + MOST_FILES + " files.");
        }
        files.replaceAll((path, blob) -> git.run(null, "cat-file", "blob", blob).said());
        return files;
    }

    /**
     * Commits and pushes; where others pushed meanwhile, on top of theirs.
     *
     * @param folder what the edit sees and changes
     * @return the commit at the tip that holds the edit: a new one, or the one that was there where nothing had to change
     */
    String commit(String folder, String message, Edit edit) {
        for (int attempt = 1; ; attempt++) {
            String tip = fetch();
            Map<String, String> files = read(folder);
            Map<String, String> changes = new TreeMap<>(edit.of(files));
            changes.entrySet()
                    .removeIf(c -> c.getValue() == null
                            ? !files.containsKey(c.getKey())
                            : c.getValue().equals(files.get(c.getKey())));
            if (changes.isEmpty()) {
                return tip;
            }
            GitCommand.Answer made = git.run(commands(message, changes), "fast-import", "--quiet", "--force");
            if (made.code() != 0) {
                throw new InputException("git cannot make a commit: " + made.reason() + ".");
            }
            String commit = one("rev-parse", "refs/heads/next");
            GitCommand.Answer pushed = git.run(
                    null, "push", "--porcelain", repository.url(), "refs/heads/next:refs/heads/" + repository.branch());
            if (pushed.code() == 0) {
                return commit;
            }
            boolean race = pushed.said().contains("[rejected]")
                    || pushed.said().contains("cannot lock ref")
                    || pushed.said().contains("incorrect old value")
                    || pushed.said().contains("failed to update ref");
            if (!race || attempt == ATTEMPTS) {
                throw new PromotionRefusedException("The environment's repository, " + repository.shown()
                        + ", does not take the commit" + (race ? " after " + ATTEMPTS + " attempts" : "") + ": "
                        + pushed.reason() + ".");
            }
            try {
                Thread.sleep(PAUSE * attempt);
            } catch (InterruptedException e) {
                throw new CancellationException("The promotion was interrupted.");
            }
        }
    }

    /** @return a commit on top of the base, as git fast-import reads it */
    private static byte[] commands(String message, Map<String, String> changes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(
                out,
                "commit refs/heads/next\ncommitter cd4ml <cd4ml@localhost> "
                        + Instant.now().getEpochSecond() + " +0000\n");
        data(out, message);
        text(out, "from refs/heads/base\n");
        changes.forEach((path, content) -> {
            if (content == null) {
                text(out, "D " + path + "\n");
            } else {
                text(out, "M 100644 inline " + path + "\n");
                data(out, content);
            }
        });
        return out.toByteArray();
    }

    private static void data(ByteArrayOutputStream out, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        text(out, "data " + bytes.length + "\n");
        out.writeBytes(bytes);
        text(out, "\n");
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        git.close();
    }
}
