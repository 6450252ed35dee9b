package io.jenkins.plugins.cd4ml.engine.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How one text becomes another, line by line, with as few changes as possible (Myers, Algorithmica 1 (1986) 251–266). What
 * takes more than {@value #MOST_CHANGES}, or fewer in a long text, is told as replaced: hostile files must not take the
 * controller's time.
 */
public final class LineDiff {
    static final int MOST_CHANGES = 1_000;
    /** Changes times lines: each change may take a look at every line. */
    private static final int MOST_WORK = 20_000_000;

    /**
     * A line that stays, comes or goes.
     *
     * @param sign   space, + or -
     * @param before its number in the text before, from 1; 0 where it is not there
     */
    public record Line(char sign, int before, int after, String text) {}

    private final List<String> before;
    private final List<String> after;
    private final int mostChanges;
    private final List<Line> lines = new ArrayList<>();

    private LineDiff(List<String> before, List<String> after, int mostChanges) {
        this.before = before;
        this.after = after;
        this.mostChanges = mostChanges;
    }

    /** @return all lines of both, in order */
    public static List<Line> of(List<String> before, List<String> after) {
        return of(before, after, MOST_CHANGES);
    }

    /** @param mostChanges more are told as replaced */
    static List<Line> of(List<String> before, List<String> after, int mostChanges) {
        LineDiff diff = new LineDiff(before, after, mostChanges);
        diff.run();
        return List.copyOf(diff.lines);
    }

    /**
     * @param around lines that stay the same and are kept before and after each change
     * @return the changes with their surroundings; a null line stands where others are left out
     */
    public static List<Line> hunks(List<Line> lines, int around) {
        boolean[] kept = new boolean[lines.size()];
        for (int i = 0; i < kept.length; i++) {
            if (lines.get(i).sign() != ' ') {
                Arrays.fill(kept, Math.max(0, i - around), Math.min(kept.length, i + around + 1), true);
            }
        }
        List<Line> shown = new ArrayList<>();
        boolean gap = false;
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                if (gap && !shown.isEmpty()) {
                    shown.add(null);
                }
                shown.add(lines.get(i));
            }
            gap = !kept[i];
        }
        return shown;
    }

    private void run() {
        int start = 0;
        int most = Math.min(before.size(), after.size());
        while (start < most && before.get(start).equals(after.get(start))) {
            same(start, start);
            start++;
        }
        int end = 0;
        while (end < most - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        middle(start, before.size() - end, after.size() - end);
        for (int i = end; i > 0; i--) {
            same(before.size() - i, after.size() - i);
        }
    }

    private void same(int a, int b) {
        lines.add(new Line(' ', a + 1, b + 1, before.get(a)));
    }

    private void goes(int a) {
        lines.add(new Line('-', a + 1, 0, before.get(a)));
    }

    private void comes(int b) {
        lines.add(new Line('+', 0, b + 1, after.get(b)));
    }

    /** Goes forward along diagonals until the end is reached, then back along the way that led there. */
    private void middle(int start, int endBefore, int endAfter) {
        int n = endBefore - start;
        int m = endAfter - start;
        int most = Math.min(n + m, Math.min(mostChanges, MOST_WORK / Math.max(1, n + m)));
        int[] farthest = new int[2 * most + 3];
        List<int[]> trace = new ArrayList<>();
        for (int d = 0; d <= most; d++) {
            trace.add(Arrays.copyOfRange(farthest, most - d, most + d + 3));
            for (int k = -d; k <= d; k += 2) {
                int at = k + most + 1;
                boolean down = k == -d || k != d && farthest[at - 1] < farthest[at + 1];
                int x = down ? farthest[at + 1] : farthest[at - 1] + 1;
                while (x < n && x - k < m && before.get(start + x).equals(after.get(start + x - k))) {
                    x++;
                }
                farthest[at] = x;
                if (x >= n && x - k >= m) {
                    back(trace, start, n, m);
                    return;
                }
            }
        }
        for (int i = start; i < endBefore; i++) {
            goes(i);
        }
        for (int i = start; i < endAfter; i++) {
            comes(i);
        }
    }

    private void back(List<int[]> trace, int start, int n, int m) {
        List<int[]> steps = new ArrayList<>(); // a line of each text, -1 for none; from the end
        int x = n;
        int y = m;
        for (int d = trace.size() - 1; d > 0; d--) {
            int[] farthest = trace.get(d);
            int k = x - y;
            int at = k + d + 1;
            boolean down = k == -d || k != d && farthest[at - 1] < farthest[at + 1];
            int fromX = down ? farthest[at + 1] : farthest[at - 1];
            int fromY = fromX - (down ? k + 1 : k - 1);
            while (x > fromX && y > fromY) {
                steps.add(new int[] {--x, --y});
            }
            if (down) {
                steps.add(new int[] {-1, --y});
            } else {
                steps.add(new int[] {--x, -1});
            }
        }
        while (x > 0) {
            steps.add(new int[] {--x, --y});
        }
        Collections.reverse(steps);
        for (int[] step : steps) {
            if (step[1] < 0) {
                goes(start + step[0]);
            } else if (step[0] < 0) {
                comes(start + step[1]);
            } else {
                same(start + step[0], start + step[1]);
            }
        }
    }
}
