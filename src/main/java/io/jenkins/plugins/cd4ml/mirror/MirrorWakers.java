package io.jenkins.plugins.cd4ml.mirror;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.PeriodicWork;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.util.concurrent.TimeUnit;

/** Wakes the mirrors: after each step of a build, and every minute for what changed otherwise or could not be told. */
final class MirrorWakers {
    private MirrorWakers() {}

    /** After each step that changed a build's record, a promotion among them. */
    @Extension
    public static final class Steps implements RecordListener {
        @Override
        public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) {
            MirrorThread.get().wake();
        }
    }

    /** Every minute. */
    @Extension
    public static final class Minutes extends PeriodicWork {
        @Override
        public long getRecurrencePeriod() {
            return TimeUnit.MINUTES.toMillis(1);
        }

        @Override
        protected void doRun() {
            MirrorThread.get().wake();
        }
    }
}
