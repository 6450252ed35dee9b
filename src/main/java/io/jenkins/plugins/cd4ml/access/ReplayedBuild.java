package io.jenkins.plugins.cd4ml.access;

import hudson.Extension;
import hudson.model.Cause;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** Replay: a person ran the build again, possibly with a script of their own. */
@Extension(optional = true)
public final class ReplayedBuild extends OriginalBuild {
    @Override
    Repeated of(Cause cause) {
        return cause instanceof ReplayCause replay ? new Repeated(replay.getOriginal(), true) : null;
    }
}
