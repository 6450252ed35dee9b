package io.jenkins.plugins.cd4ml.engine.lineage.index;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the index keeps of one record: the things that can be the same elsewhere, and what was done with them. Records of
 * a job have the same steps, and share them in memory. Immutable.
 *
 * @param id      as its {@link RecordSource} says
 * @param version what the registry says of it; null for a run
 * @param bytes   size of its {@code lineage.json}, and {@code changed}, when that was written (milliseconds since 1970):
 *     others than these mean another record
 * @param time    end of its last activity, milliseconds since 1970; 0 where nothing was done
 * @param things  its datasets, features and models that have a digest
 * @param cut     whether it has more of them than are kept, or cannot be read at all
 */
public record IndexedRecord(
        String id,
        RecordSource.Version version,
        long bytes,
        long changed,
        long time,
        String model,
        List<Thing> things,
        List<Step> steps,
        boolean cut) {
    /** The champion that a model was compared with; an entity of the record is of the kind {@code model}. */
    public static final String CHAMPION = "champion";
    /** What a dataset's drift was measured from. */
    public static final String REFERENCE = "reference";
    /** What an environment was made to serve; its name is the environment's. */
    public static final String DEPLOYMENT = "deployment";

    /** @param kind dataset, features, model, trial, deployment, champion or reference */
    public record Thing(String digest, String kind, String name) {}

    /**
     * Something that was done.
     *
     * @param kind of the record's activity, such as {@code train}; {@code register} for a version
     * @param used places in {@link #things}; {@code made} likewise
     */
    public record Step(String kind, List<Integer> used, List<Integer> made) {}

    public IndexedRecord {
        things = List.copyOf(things);
    }

    /** @return whether one of its steps made a thing of that digest */
    boolean makes(String digest) {
        return makes(digest, false);
    }

    /** @return whether one of its steps made an environment serve that */
    boolean deploys(String digest) {
        return makes(digest, true);
    }

    private boolean makes(String digest, boolean deployment) {
        for (Step step : steps) {
            for (int made : step.made()) {
                Thing thing = things.get(made);
                if (thing.digest().equals(digest) && thing.kind().equals(DEPLOYMENT) == deployment) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * @return what was done with it, in the record's own words: {@code train}, {@code validate}, {@code made by features},
     *     {@code promote to production}, {@code champion}; {@code named} where no step did anything with it
     */
    SortedSet<String> uses(String digest) {
        SortedSet<String> uses = new TreeSet<>();
        for (Step step : steps) {
            for (int used : step.used()) {
                Thing thing = things.get(used);
                if (thing.digest().equals(digest)) {
                    boolean compared =
                            thing.kind().equals(CHAMPION) || thing.kind().equals(REFERENCE);
                    uses.add(compared ? thing.kind() : step.kind());
                }
            }
            for (int made : step.made()) {
                Thing thing = things.get(made);
                if (thing.digest().equals(digest)) {
                    boolean deployed = thing.kind().equals(DEPLOYMENT);
                    uses.add(deployed ? step.kind() + " to " + thing.name() : "made by " + step.kind());
                    if (deployed) {
                        uses.remove(step.kind());
                    }
                }
            }
        }
        if (uses.isEmpty()) {
            uses.add("named");
        }
        return uses;
    }
}
