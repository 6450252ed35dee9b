package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Step;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Thing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes out of a record what the index keeps. A record comes from an agent: it is bounded, and a broken one is told as such. */
final class RecordExtract {
    /** Above this a record is not read: its tree takes ten times as much memory. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int MOST_THINGS = 1_000;
    private static final int MOST_EDGES = 10_000;
    private static final int NAME = 200;
    private static final Set<String> KINDS = Set.of("dataset", "features", "model", "trial", IndexedRecord.DEPLOYMENT);
    /** What leads from bytes to other bytes is kept first, where a record has too much. */
    private static final List<String> DERIVING = List.of("train", "choose", "features", "promote", "rollback");

    private static final Pattern DIGEST = Pattern.compile("[a-z0-9-]{1,20}:[A-Za-z0-9+._/=-]{6,160}");

    private final List<Thing> things = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private boolean cut;
    private int edges;

    private RecordExtract() {}

    /** @return the record; null where there is none any more */
    static IndexedRecord of(RecordSource source) {
        BasicFileAttributes before = stamp(source);
        if (before == null && source.version() == null) {
            return null;
        }
        RecordExtract extract = new RecordExtract();
        Lineage lineage = new Lineage();
        if (before != null) {
            try {
                lineage = before.size() > MOST_BYTES ? null : Json.read(source.file(), Lineage.class);
                extract.cut = lineage == null;
                lineage = lineage == null
                        ? new Lineage()
                        : lineage.checked(source.file().toString());
                extract.take(lineage);
            } catch (InputException e) {
                lineage = new Lineage(); // its own page says why; here it is only told that it is missing
                extract.cut = true;
            }
        }
        extract.register(source.version());
        return new IndexedRecord(
                source.id(),
                source.version(),
                before == null ? 0 : before.size(),
                before == null ? 0 : before.lastModifiedTime().toMillis(),
                time(lineage),
                cut(lineage.model),
                extract.things,
                List.copyOf(extract.steps),
                extract.cut);
    }

    /** @return what tells a record from another one at the same place, without reading it; null where there is none */
    static BasicFileAttributes stamp(RecordSource source) {
        try {
            BasicFileAttributes found = Files.readAttributes(source.file(), BasicFileAttributes.class);
            return found.isRegularFile() ? found : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void take(Lineage lineage) {
        Map<String, Lineage.Entity> known = new HashMap<>();
        for (Lineage.Entity entity : lineage.entities) {
            String digest = entity.digest();
            if (KINDS.contains(entity.kind())
                    && digest != null
                    && DIGEST.matcher(digest).matches()) {
                known.put(entity.id(), entity);
            }
        }
        for (boolean first : new boolean[] {true, false}) {
            for (Lineage.Activity activity : lineage.activities) {
                if (DERIVING.contains(activity.kind()) == first) {
                    step(activity, known);
                }
            }
        }
        known.values().forEach(this::place); // what no step names is still there
    }

    private void step(Lineage.Activity activity, Map<String, Lineage.Entity> known) {
        List<Integer> used = places(activity.used(), known);
        List<Integer> made = places(activity.made(), known);
        if (!used.isEmpty() || !made.isEmpty()) {
            Step step = new Step(cut(activity.kind()), used, made);
            if (!steps.contains(step)) {
                steps.add(step);
            }
        }
    }

    private List<Integer> places(List<String> ids, Map<String, Lineage.Entity> known) {
        List<Integer> found = new ArrayList<>();
        for (String id : ids) {
            Integer place = known.containsKey(id) ? place(known.get(id)) : null;
            if (place != null && ++edges > MOST_EDGES) {
                cut = true;
                break;
            } else if (place != null) {
                found.add(place);
            }
        }
        return List.copyOf(found);
    }

    /** @return its place in the list; null where that is full */
    private Integer place(Lineage.Entity entity) {
        Integer place = places.get(entity.id());
        if (place == null && things.size() < MOST_THINGS) {
            place = things.size();
            things.add(new Thing(entity.digest(), kind(entity), cut(entity.name())));
            places.put(entity.id(), place);
        }
        cut |= place == null;
        return place;
    }

    private static String kind(Lineage.Entity entity) {
        if (entity.id().equals(IndexedRecord.CHAMPION)) {
            return IndexedRecord.CHAMPION;
        }
        return entity.id().startsWith("reference:") ? IndexedRecord.REFERENCE : entity.kind();
    }

    /** The registry's own word, which no agent wrote. */
    private void register(RecordSource.Version version) {
        if (version != null && DIGEST.matcher(version.digest()).matches()) {
            things.add(new Thing(version.digest(), "model", cut(version.model())));
            steps.add(new Step("register", List.of(things.size() - 1), List.of()));
        }
    }

    private static long time(Lineage lineage) {
        long time = 0;
        for (Lineage.Activity activity : lineage.activities) {
            try {
                time = Math.max(time, Instant.parse(activity.ended()).toEpochMilli());
            } catch (DateTimeParseException | ArithmeticException e) {
                // an agent wrote it
            }
        }
        return time;
    }

    private static String cut(String text) {
        String known = text == null ? "" : text;
        return known.length() <= NAME ? known : known.substring(0, NAME) + "…";
    }
}
