package io.jenkins.plugins.cd4ml.engine.report;

import io.jenkins.plugins.cd4ml.engine.report.LineDiff.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How the code of one run differs from another's.
 *
 * @param files those that differ, by path
 * @param cut   whether lines are left out because there are more than {@value #MOST_LINES}
 */
public record CodeDifference(List<File> files, boolean cut) {
    static final int MOST_LINES = 3_000;
    /** Changes that are looked for in a file no line of which is shown: there may be thousands of such files. */
    private static final int FEW_CHANGES = 50;

    private static final int AROUND = 3;
    private static final int LONGEST = 500;

    /** What happened to a file. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * A file that differs.
     *
     * @param lines the changes with three lines around each, null where lines are left out; none for a file whose text is
     *     not in the record
     * @param text  whether its text is in the record
     */
    public record File(String path, Kind kind, int added, int removed, boolean text, List<Line> lines) {}

    public static CodeDifference of(RecordedCode before, RecordedCode after) {
        List<File> files = new ArrayList<>();
        TreeSet<String> paths = new TreeSet<>(before.files().keySet());
        paths.addAll(after.files().keySet());
        int room = MOST_LINES;
        boolean cut = false;
        for (String path : paths) {
            RecordedCode.File old = before.files().get(path);
            RecordedCode.File now = after.files().get(path);
            if (old == null || now == null || !old.digest().equals(now.digest())) {
                File file = file(path, old, now, room);
                files.add(file);
                room -= file.lines().size();
                cut |= room == 0;
            }
        }
        return new CodeDifference(List.copyOf(files), cut);
    }

    private static File file(String path, RecordedCode.File old, RecordedCode.File now, int room) {
        Kind kind = old == null ? Kind.ADDED : now == null ? Kind.REMOVED : Kind.CHANGED;
        if (old != null && old.text() == null || now != null && now.text() == null) {
            return new File(path, kind, 0, 0, false, List.of());
        }
        List<Line> all = LineDiff.of(
                old == null ? List.of() : old.lines(),
                now == null ? List.of() : now.lines(),
                room > 0 ? LineDiff.MOST_CHANGES : FEW_CHANGES);
        int added = (int) all.stream().filter(l -> l.sign() == '+').count();
        int removed = (int) all.stream().filter(l -> l.sign() == '-').count();
        List<Line> shown = new ArrayList<>();
        for (Line line : LineDiff.hunks(all, AROUND)) {
            if (shown.size() < room) {
                shown.add(
                        line == null || line.text().length() <= LONGEST
                                ? line
                                : new Line(
                                        line.sign(),
                                        line.before(),
                                        line.after(),
                                        line.text().substring(0, LONGEST) + "…"));
            }
        }
        return new File(path, kind, added, removed, true, shown);
    }
}
