package io.jenkins.plugins.cd4ml.record;

import hudson.Extension;

/** Lets the tag {@code time} of {@code /lib/cd4ml} read instants: views find extensions, but no plugin's static method. */
@Extension
public final class RecordedTimes {
    public RecordedTime of(String recorded) {
        return RecordedTime.of(recorded);
    }
}
