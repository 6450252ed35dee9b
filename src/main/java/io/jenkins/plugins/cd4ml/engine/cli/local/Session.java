package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** One command line, as the verbs see it that stand in rooms of their own. */
public interface Session {
    /** @return the model project's folder */
    Path directory();

    /** @return the project in it, overrides applied */
    Project project();

    /** @return the run of that number, the last one for null */
    RunFolder run(String number);

    Progress progress();

    /** Prints a result that is a text of its own to stdout. */
    void print(String text);

    /** Prints what the verb came to. @return the exit code */
    int finish(Outcome outcome);

    /** A verb of another room than the command line's own. */
    abstract class SessionVerb implements Callable<Integer> {
        @ParentCommand
        protected Session session;

        /** @throws io.jenkins.plugins.cd4ml.engine.InputException for a user's mistake */
        protected abstract Outcome run(Progress progress) throws Exception;

        @Override
        public final Integer call() throws Exception {
            return session.finish(run(session.progress()));
        }
    }
}
