package io.jenkins.plugins.cd4ml.worker.failure;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/** The last lines of a worker that died which say something, on one line. */
public final class LogTail extends MasterToSlaveFileCallable<String> {
    private static final long serialVersionUID = 1L;
    /** How much is read of the output's end, in bytes. */
    private static final int END = 8 << 10;

    private static final int WORDS = 3;
    private static final int LONGEST = 200;

    private LogTail() {}

    /** @param log the worker's output */
    public static String of(FilePath log) throws IOException, InterruptedException {
        return log.act(new LogTail());
    }

    @Override
    public String invoke(File file, VirtualChannel channel) throws IOException {
        byte[] end = new byte[(int) Math.min(END, file.length())]; // 0 where there is none
        if (end.length > 0) {
            try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
                in.seek(file.length() - end.length);
                in.readFully(end);
            }
        }
        List<String> said = new String(end, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.matches("\\s+at .*|\\s+\\.\\.\\. \\d+ more"))
                .map(line ->
                        line.strip().substring(0, Math.min(LONGEST, line.strip().length())))
                .toList();
        List<String> last = said.subList(Math.max(0, said.size() - WORDS), said.size());
        return last.isEmpty()
                ? "it said nothing"
                : (last.size() == 1 ? "its last line: " : "its last lines: ") + String.join(" | ", last);
    }
}
