package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** One command line in a folder, as a user gives it. @param out stdout; {@code said} is stderr */
record CommandLineRun(int code, String out, String said) {
    static CommandLineRun in(Path folder, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] all = Stream.concat(Stream.of("-C", folder.toString()), Arrays.stream(arguments))
                .toArray(String[]::new);
        int code = Main.run(
                all,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        String said = err.toString(StandardCharsets.UTF_8);
        assertFalse(said.contains("\tat "), said);
        return new CommandLineRun(code, out.toString(StandardCharsets.UTF_8), said);
    }
}
