package io.jenkins.plugins.cd4ml.engine.train.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Calls of git that say the same on every machine: what the user or the repository configured about colours, prefixes,
 * monitors and external programs does not count. Stateless.
 */
public final class Git {
    private static final int MOST_SAID = 8 << 20;
    private static final int SECONDS = 60;

    /** Before the verb. */
    private static final List<String> NEUTRAL = List.of(
            "-c", "core.fsmonitor=false",
            "-c", "safe.directory=*",
            "-c", "color.ui=never",
            "-c", "color.diff=never",
            "-c", "core.quotePath=false",
            "-c", "diff.noprefix=false",
            "-c", "diff.mnemonicPrefix=false",
            "-c", "diff.external=",
            "-c", "diff.renames=false",
            "-c", "diff.submodule=short",
            "-c", "diff.ignoreSubmodules=none",
            "-c", "apply.whitespace=nowarn",
            "-c", "apply.ignoreWhitespace=no");

    private Git() {}

    /** @return the command line of a call that only reads, or works in a scratch folder */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(NEUTRAL);
        command.addAll(List.of(arguments));
        return command;
    }

    /** @return what it said; null when it ended with another code than 0, or not in time, or there is no git */
    public static String said(Path folder, String... arguments) throws IOException {
        Path output = Files.createTempFile("git", ".out");
        try (InputStream in = Files.newInputStream(output)) {
            return run(folder, output, arguments) == 0
                    ? new String(in.readNBytes(MOST_SAID), StandardCharsets.UTF_8)
                    : null;
        } finally {
            Files.delete(output);
        }
    }

    /** @return its exit code; -1 where there is no git, or it did not end in time */
    static int run(Path folder, Path output, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(arguments))
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        Process process = null;
        try {
            process = builder.start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
