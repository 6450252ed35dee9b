package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.ProjectSnapshot;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/**
 * A command of the local tool and of the worker. A verb is thin: it reads the project and the run's folder, calls its
 * room and hands back the outcome; {@link Main} prints it and turns it into an exit code.
 */
public abstract class Verb implements Callable<Integer> {
    @ParentCommand
    Main main;

    /** @throws io.jenkins.plugins.cd4ml.engine.InputException for a user's mistake */
    abstract Outcome run(Progress progress) throws Exception;

    @Override
    public final Integer call() throws Exception {
        return main.finish(run(main.progress()));
    }

    /** @return the project in the folder that {@code -C} names, overrides applied */
    final Project project() {
        return main.project();
    }

    /** @return the run this verb belongs to, as it is; {@link #startsRun} decides whether a new one */
    final RunFolder folder() {
        return main.runFolder(this);
    }

    /** @return the run this verb belongs to, with the project's snapshot; {@link #startsRun} decides whether a new one */
    final RunFolder folder(Project project) {
        RunFolder folder = main.runFolder(this);
        ProjectSnapshot.take(project, folder);
        main.describe(project, folder);
        return folder;
    }

    /** Whether this verb begins a new run when the current one already went past it. */
    public boolean startsRun(Lineage current) {
        return false;
    }
}
