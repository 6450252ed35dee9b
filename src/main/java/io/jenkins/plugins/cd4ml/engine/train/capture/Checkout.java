package io.jenkins.plugins.cd4ml.engine.train.capture;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.process.ChildProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The code of an earlier training in a scratch folder. */
public final class Checkout {
    private Checkout() {}

    /**
     * Checks out the commit of an earlier training, from the repository that {@code project} lies in or, where that
     * does not have it, from the recorded remote, and applies what differed from it.
     *
     * @param code    what was recorded of the code: commit, remote, folder
     * @param diff    the recorded difference; may be missing
     * @param scratch an empty folder
     * @return the project's folder in the checkout
     * @throws InputException when there is no such commit, or the difference does not apply
     */
    public static Path commit(Path project, JsonNode code, Path diff, Path scratch) {
        String commit = code.path("commit").asText();
        Path checkout = scratch.resolve("code");
        String root = git(project, "rev-parse", "--show-toplevel");
        if (root != null && git(project, "cat-file", "-e", commit + "^{commit}") != null) {
            git(scratch, "clone", "--quiet", "--no-checkout", "--shared", root, checkout.toString());
        } else if (!fetched(code.path("remote").asText(), commit, scratch, checkout)) {
            throw new InputException("The commit " + commit + " is not in the git repository of " + project
                    + (code.has("remote")
                            ? " and cannot be fetched from "
                                    + code.get("remote").asText()
                            : "")
                    + "; fetch it, or run this in a clone that has it.");
        }
        if (git(checkout, "checkout", "--quiet", "--detach", commit) == null) {
            throw new InputException("The commit " + commit + " cannot be checked out into " + checkout + ".");
        }
        submodules(root, checkout);
        if (Files.exists(diff) && git(checkout, "apply", "--whitespace=nowarn", diff.toString()) == null) {
            throw new InputException(
                    code.has("diffBytes")
                            ? "The difference to the commit had "
                                    + code.get("diffBytes").asLong()
                                    + " bytes, of which the record has the first MiB; the training cannot be repeated."
                            : "The recorded difference to the commit, " + diff
                                    + ", does not apply to it; the training cannot be repeated.");
        }
        Path folder = checkout.resolve(code.path("folder").asText("")).normalize();
        if (!folder.startsWith(checkout)) {
            throw new InputException(
                    "The recorded folder '" + code.path("folder").asText() + "' leads out of its commit.");
        }
        return folder;
    }

    /**
     * Brings the submodules of the commit: from those of the local checkout where it has them, else from where they come
     * from.
     *
     * @throws InputException when one cannot be had
     */
    private static void submodules(String root, Path checkout) {
        if (!Files.exists(checkout.resolve(".gitmodules"))) {
            return;
        }
        String listed = git(checkout, "config", "--file", ".gitmodules", "--get-regexp", "path$");
        for (String line : listed == null ? List.<String>of() : listed.lines().toList()) {
            String name = line.replaceFirst("^submodule\\.(.*)\\.path .*$", "$1");
            String path = line.substring(line.indexOf(' ') + 1);
            Path local = root == null ? null : Path.of(root).resolve(path);
            if (local != null && Files.exists(local.resolve(".git"))) {
                git(checkout, "config", "submodule." + name + ".url", local.toString());
            }
            if (git(
                            checkout,
                            "-c",
                            "protocol.file.allow=always",
                            "submodule",
                            "update",
                            "--init",
                            "--recursive",
                            "--",
                            path)
                    == null) {
                throw new InputException("The submodule " + path + " cannot be checked out, neither from "
                        + (local == null ? "here" : local.toString())
                        + " nor from where it comes from; the training cannot"
                        + " be repeated.");
            }
        }
    }

    /** The remote is asked for the commit alone, and where it does not hand out those, for its branches. */
    private static boolean fetched(String remote, String commit, Path scratch, Path checkout) {
        if (remote.isEmpty() || git(scratch, "init", "--quiet", checkout.toString()) == null) {
            return false;
        }
        return git(checkout, "fetch", "--quiet", "--depth=1", "--", remote, commit) != null
                || git(checkout, "fetch", "--quiet", "--", remote, "+refs/heads/*:refs/remotes/origin/*") != null
                        && git(checkout, "cat-file", "-e", commit + "^{commit}") != null;
    }

    /** @return a copy of the project as it is now, without its runs and {@code output} */
    public static Path copy(Path project, Path output, Path scratch) {
        Path code = scratch.resolve("code");
        try {
            Files.walkFileTree(project, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    if (folder.equals(output)
                            || folder.equals(project.resolve(".cd4ml"))
                            || folder.equals(project.resolve(".git"))) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Files.createDirectories(
                            code.resolve(project.relativize(folder).toString()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        Files.copy(file, code.resolve(project.relativize(file).toString()));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new InputException(project + " cannot be copied to " + code + ": " + FileErrors.reason(e) + ".", e);
        }
        return code;
    }

    /** @return what it said, null when it ended with another code than 0 */
    private static String git(Path folder, String... arguments) {
        List<String> command = Git.command(arguments);
        List<String> said = new ArrayList<>();
        ChildProcess.Ended ended = ChildProcess.run(
                command, folder, Map.of("GIT_OPTIONAL_LOCKS", "0", "GIT_TERMINAL_PROMPT", "0"), Set.of(), said::add);
        return ended.exit() == 0 ? String.join("\n", said) : null;
    }
}
