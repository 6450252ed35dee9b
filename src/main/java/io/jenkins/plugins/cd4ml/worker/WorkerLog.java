package io.jenkins.plugins.cd4ml.worker;

import hudson.FilePath;
import hudson.console.AnnotatedLargeText;
import hudson.console.PlainTextConsoleOutputStream;
import hudson.remoting.VirtualChannel;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Arrays;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Copies the worker's output into the step's log, each line exactly once. How far it got is not remembered beside the
 * log, where the two could disagree after Jenkins was killed: it is counted in the log itself, in lines, because
 * whatever decorates a log keeps those.
 */
final class WorkerLog {
    /** How much is read from the node at a time, in bytes; a longer line is copied in parts. */
    private static final int PART = 1 << 20;

    private final FilePath file;
    private long position;

    private WorkerLog(FilePath file, long position) {
        this.file = file;
        this.position = position;
    }

    /** @return lines that the step's log has by now */
    static long lines(FlowNode step) throws IOException {
        return extent(step).lines;
    }

    /**
     * @param file   the worker's output on the node
     * @param before lines that the step's log had when the worker was launched
     */
    static WorkerLog at(FilePath file, FlowNode step, long before) throws IOException, InterruptedException {
        Extent extent = extent(step);
        return new WorkerLog(file, file.act(new Seek(Math.max(0, extent.lines - before), extent.rest)));
    }

    /**
     * Copies what is new.
     *
     * @param ended whether the worker ended, so that a last line without a line end counts too
     * @return whether there was anything
     */
    boolean copy(OutputStream to, boolean ended) throws IOException, InterruptedException {
        boolean any = false;
        for (byte[] part = read(ended); part.length > 0; part = read(ended)) {
            to.write(part);
            to.flush(); // what is in a buffer when Jenkins is killed would be missing
            position += part.length;
            any = true;
        }
        return any;
    }

    private byte[] read(boolean ended) throws IOException, InterruptedException {
        return file.act(new Read(position, ended));
    }

    private static Extent extent(FlowNode step) throws IOException {
        Extent extent = new Extent();
        LogAction action = step.getAction(LogAction.class);
        if (action != null) {
            AnnotatedLargeText<?> text = action.getLogText();
            try (OutputStream plain = new PlainTextConsoleOutputStream(extent)) {
                text.writeRawLogTo(0, plain);
            }
        }
        return extent;
    }

    /** Counts lines, and bytes after the last line end. */
    private static final class Extent extends OutputStream {
        private long lines;
        private long rest;

        @Override
        public void write(int b) {
            rest = b == '\n' ? 0 : rest + 1;
            lines += b == '\n' ? 1 : 0;
        }
    }

    /** @return where in a file a number of lines and of further bytes end */
    private static final class Seek extends MasterToSlaveFileCallable<Long> {
        private static final long serialVersionUID = 1L;

        private final long lines;
        private final long rest;

        Seek(long lines, long rest) {
            this.lines = lines;
            this.rest = rest;
        }

        @Override
        public Long invoke(File file, VirtualChannel channel) throws IOException {
            if (lines == 0 && rest == 0 || !file.exists()) {
                return 0L;
            }
            long at = 0;
            long found = 0;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file.toPath()))) {
                for (int b = 0; found < lines && (b = in.read()) >= 0; at++) {
                    found += b == '\n' ? 1 : 0;
                }
            }
            return Math.min(at + rest, file.length());
        }
    }

    /** @return what follows a position, up to the last line end */
    private static final class Read extends MasterToSlaveFileCallable<byte[]> {
        private static final long serialVersionUID = 1L;

        private final long position;
        private final boolean all;

        Read(long position, boolean all) {
            this.position = position;
            this.all = all;
        }

        @Override
        public byte[] invoke(File file, VirtualChannel channel) throws IOException {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(PART, file.length() - position))];
            if (bytes.length > 0) {
                try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
                    in.seek(position);
                    in.readFully(bytes);
                }
            }
            int end = bytes.length;
            while (!all && bytes.length < PART && end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
        }
    }
}
