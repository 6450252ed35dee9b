package io.jenkins.plugins.cd4ml.engine.train.capture;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.train.process.ChildProcess;
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
     * Checks out a commit of the repository that {@code project} lies in and applies what differed from it.
     *
     * @param diff    the recorded difference; may be missing
     * @param scratch an empty folder
     * @return the project's folder in the checkout
     * @throws InputException when there is no such commit, or the difference does not apply
     */
    public static Path commit(Path project, String commit, Path diff, Path scratch) {
        String prefix = git(project, "rev-parse", "--show-prefix");
        String root = git(project, "rev-parse", "--show-toplevel");
        if (root == null || git(project, "cat-file", "-e", commit + "^{commit}") == null) {
            throw new InputException("The commit " + commit + " is not in the git repository of " + project
                    + "; fetch it, or run this in a clone that has it.");
        }
        Path code = scratch.resolve("code");
        if (git(scratch, "clone", "--quiet", "--no-checkout", "--shared", root, code.toString()) == null
                || git(code, "checkout", "--quiet", "--detach", commit) == null) {
            throw new InputException("The commit " + commit + " cannot be checked out into " + code + ".");
        }
        if (Files.exists(diff) && git(code, "apply", "--whitespace=nowarn", diff.toString()) == null) {
            throw new InputException("The recorded difference to the commit, " + diff + ", does not apply to it"
                    + " (only its first MiB is kept); the training cannot be repeated.");
        }
        return code.resolve(prefix);
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
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.fsmonitor=false", "-c", "safe.directory=*"));
        command.addAll(List.of(arguments));
        List<String> said = new ArrayList<>();
        ChildProcess.Ended ended =
                ChildProcess.run(command, folder, Map.of("GIT_OPTIONAL_LOCKS", "0"), Set.of(), said::add);
        return ended.exit() == 0 ? String.join("\n", said) : null;
    }
}
