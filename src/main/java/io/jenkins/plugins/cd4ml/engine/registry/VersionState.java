package io.jenkins.plugins.cd4ml.engine.registry;

/** What became of a version. There are no stages: where it serves, the environments' aliases say. */
public enum VersionState {
    /** Registered, and serves nowhere so far. */
    REGISTERED,
    /** At least one environment serves it. */
    SERVING,
    /** Served and does so no more, or was retired by hand. */
    RETIRED,
    /** Somebody rejected it: it is not put into service. */
    REJECTED;

    /** @return the sentence by which a rejected version is refused */
    public static String rejected(ModelVersion version) {
        var changes = version.status().changes();
        String by = changes.stream()
                .filter(c -> c.what().equals("rejected"))
                .reduce((first, last) -> last)
                .map(c -> " by " + c.who() + (c.why() == null ? "" : " (" + c.why() + ")"))
                .orElse("");
        return "Version " + version.number() + " of " + version.model() + " was rejected" + by
                + "; it is not put into service unless it is reinstated.";
    }
}
