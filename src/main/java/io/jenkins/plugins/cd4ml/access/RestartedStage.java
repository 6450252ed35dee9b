package io.jenkins.plugins.cd4ml.access;

import hudson.Extension;
import hudson.model.Cause;
import org.jenkinsci.plugins.pipeline.modeldefinition.causes.RestartDeclarativePipelineCause;

/** Restart from Stage: the script is that of the original build, which may have been a replayed one. */
@Extension(optional = true)
public final class RestartedStage extends OriginalBuild {
    @Override
    Repeated of(Cause cause) {
        return cause instanceof RestartDeclarativePipelineCause restart
                ? new Repeated(restart.getOriginal(), false)
                : null;
    }
}
