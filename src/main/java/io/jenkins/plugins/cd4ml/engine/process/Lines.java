package io.jenkins.plugins.cd4ml.engine.process;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns a program's output into lines. A progress bar redraws its line with carriage returns a hundred times a second:
 * of those, one every {@value #REDRAW_SECONDS} s and the last one are passed on. Overlong lines are cut in pieces. The
 * last lines are kept for the record.
 */
final class Lines {
    private static final int REDRAW_SECONDS = 10;
    private static final int LONGEST = 16_384;
    private static final int TAIL = 50;
    private static final int LONGEST_IN_TAIL = 1_000;

    private final Consumer<String> consumer;
    private final ArrayDeque<String> tail = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private long lastRedraw;
    private boolean redrawn;
    private boolean anyRedraw;

    Lines(Consumer<String> consumer) {
        this.consumer = consumer;
    }

    /** Reads until the end of {@code in}. */
    void read(Reader in) throws IOException {
        char[] buffer = new char[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                add(buffer[i]);
            }
        }
        if (!line.isEmpty()) {
            end();
        }
    }

    private void add(char c) {
        if (c == '\n') {
            end();
        } else if (c == '\r') {
            redrawn = true;
        } else {
            if (redrawn) { // what comes now stands where the line stood
                redraw();
            }
            line.append(c);
            if (line.length() >= LONGEST) {
                end();
            }
        }
    }

    private void redraw() {
        redrawn = false;
        if (!anyRedraw || System.nanoTime() - lastRedraw > REDRAW_SECONDS * 1_000_000_000L) {
            anyRedraw = true;
            lastRedraw = System.nanoTime();
            end();
        }
        line.setLength(0);
    }

    private synchronized void end() {
        redrawn = false;
        String text = line.toString();
        line.setLength(0);
        consumer.accept(text);
        tail.addLast(text.length() > LONGEST_IN_TAIL ? text.substring(0, LONGEST_IN_TAIL) + "…" : text);
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
    }

    synchronized List<String> tail() {
        return List.copyOf(tail);
    }
}
