package io.jenkins.plugins.cd4ml.record;

import hudson.model.Run;
import jenkins.model.RunAction2;
import jenkins.model.Tab;

/** An action that knows its build and does not store it; a tab of core's new build page where it has an icon. */
public abstract class BuildAction extends Tab implements RunAction2 {
    /** Never null once the build has it. */
    protected transient Run<?, ?> run;

    /** Of the build that it is about to be attached to. */
    protected BuildAction() {
        super(null);
    }

    @Override
    public final void onAttached(Run<?, ?> attached) {
        run = attached;
        object = attached;
    }

    @Override
    public final void onLoad(Run<?, ?> loaded) {
        run = loaded;
        object = loaded;
    }

    public final Run<?, ?> getRun() {
        return run;
    }
}
