package io.jenkins.plugins.cd4ml.record;

import hudson.model.Run;
import jenkins.model.RunAction2;

/** An action that knows its build and does not store it. */
public abstract class BuildAction implements RunAction2 {
    /** Never null once the build has it. */
    protected transient Run<?, ?> run;

    @Override
    public final void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public final void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    public final Run<?, ?> getRun() {
        return run;
    }
}
