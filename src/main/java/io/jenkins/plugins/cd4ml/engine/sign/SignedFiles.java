package io.jenkins.plugins.cd4ml.engine.sign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares the files that are there with those that were signed, and names what differs. */
public final class SignedFiles {
    private static final int MOST_NAMED = 5;

    private SignedFiles() {}

    /**
     * @param signed digests by name
     * @param found  digests by name, in the same form
     * @return what differs, in a sentence without its end; null when nothing does
     */
    public static String difference(Map<String, String> signed, Map<String, String> found) {
        SortedSet<String> names = new TreeSet<>(signed.keySet());
        names.addAll(found.keySet());
        List<String> changed = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> more = new ArrayList<>();
        for (String name : names) {
            if (!found.containsKey(name)) {
                missing.add(name);
            } else if (!signed.containsKey(name)) {
                more.add(name);
            } else if (!signed.get(name).equals(found.get(name))) {
                changed.add(name);
            }
        }
        List<String> parts = new ArrayList<>();
        if (!changed.isEmpty()) {
            parts.add("other bytes than were signed are in " + shown(changed));
        }
        if (!missing.isEmpty()) {
            parts.add("signed and not there: " + shown(missing));
        }
        if (!more.isEmpty()) {
            parts.add("there and not signed: " + shown(more));
        }
        return parts.isEmpty() ? null : String.join("; ", parts);
    }

    private static String shown(List<String> names) {
        String shown = String.join(
                ", ", names.stream().limit(MOST_NAMED).map(Names::shown).toList());
        return names.size() > MOST_NAMED ? shown + " and " + (names.size() - MOST_NAMED) + " more" : shown;
    }
}
