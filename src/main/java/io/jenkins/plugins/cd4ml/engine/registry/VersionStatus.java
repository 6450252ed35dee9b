package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What people say of a version after it was registered; {@code status.json} beside it.
 *
 * @param set         {@link VersionState#RETIRED} or {@link VersionState#REJECTED} where somebody said so; else null
 * @param description free text, or null
 * @param tags        names to values
 * @param changes     who changed what, when and why, oldest first; the newest {@value #MOST_CHANGES}
 */
public record VersionStatus(
        int format, VersionState set, String description, SortedMap<String, String> tags, List<Change> changes) {
    /** What most versions have. */
    public static final VersionStatus NONE = new VersionStatus(1, null, null, new TreeMap<>(), List.of());

    static final String FILE = "status.json";
    private static final int MOST_CHANGES = 200;
    private static final int MOST_TEXT = 10_000;
    private static final int MOST_TAGS = 100;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}");

    public VersionStatus {
        tags = tags == null ? new TreeMap<>() : new TreeMap<>(tags);
        changes = changes == null ? List.of() : List.copyOf(changes);
    }

    /** One change. @param what such as {@code rejected} or {@code tag risk=low} */
    public record Change(String when, String who, String what, String why) {}

    VersionStatus set(VersionState state, String who, String why) {
        String what = state == null ? "reinstated" : state.name().toLowerCase(java.util.Locale.ROOT);
        return new VersionStatus(format, state, description, tags, changed(who, what, why));
    }

    VersionStatus describe(String text, String who) {
        limit("description", text);
        return new VersionStatus(format, set, text, tags, changed(who, "description", null));
    }

    /** @param value null takes the tag away */
    VersionStatus tag(String key, String value, String who) {
        if (key == null || !KEY.matcher(key).matches()) {
            throw new InputException("A tag's name has 1 to 100 letters, digits, '.', '_', '/' or '-', not '"
                    + ModelNames.shown(key) + "'.");
        }
        limit("value of the tag " + key, value);
        SortedMap<String, String> more = new TreeMap<>(tags);
        if (value == null) {
            more.remove(key);
        } else {
            more.put(key, value);
        }
        if (more.size() > MOST_TAGS) {
            throw new InputException("A version has at most " + MOST_TAGS + " tags; take one away first.");
        }
        String what = value == null ? "no tag " + key : "tag " + key + "=" + value;
        return new VersionStatus(format, set, description, more, changed(who, what, null));
    }

    private static void limit(String what, String text) {
        if (text != null && text.length() > MOST_TEXT) {
            throw new InputException(
                    "The " + what + " has " + text.length() + " characters; " + MOST_TEXT + " are kept. Shorten it.");
        }
    }

    private List<Change> changed(String who, String what, String why) {
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change(Instant.now().toString(), who, what, why));
        return all.subList(Math.max(0, all.size() - MOST_CHANGES), all.size());
    }
}
