package io.jenkins.plugins.cd4ml.access;

import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException.Reason;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Permissions;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Who promotes with a build. Where a QueueItemAuthenticator lets builds run as somebody, that is whom CD4ML/Promote on the
 * job is asked of; elsewhere it is asked of each person that led to the build. Whoever replays a build is asked in any
 * case: the script may be theirs. A build of nobody (timer, push) is let through only where the environment says so.
 */
final class Promoters {
    private Promoters() {}

    static void check(Run<?, ?> run, CauseChain chain, Environment environment) throws AccessRefusedException {
        Job<?, ?> job = run.getParent();
        Authentication builds = authentication(run);
        boolean asSomebody = builds != null && !ACL.SYSTEM2.equals(builds);
        if (asSomebody) {
            ask(
                    builds,
                    job,
                    "The builds of " + job.getFullName() + " run as " + builds.getName() + ", who",
                    environment);
        }
        if (asSomebody && !chain.replayed) {
            return;
        }
        for (String person : chain.people) {
            ask(person, job, environment);
        }
        if (chain.people.isEmpty() && (chain.replayed || !environment.isUnattended())) {
            throw new AccessRefusedException(
                    Reason.UNATTENDED,
                    "No person can be named who had " + run.getFullDisplayName() + " run, and " + environment.getName()
                            + " takes no builds of a timer or a push; start it as a person with CD4ML/Promote, let"
                            + " builds run as a user, or an administrator allows unattended builds there.");
        }
    }

    private static void ask(String person, Job<?, ?> job, Environment environment) throws AccessRefusedException {
        if (person.equals(CauseChain.ANONYMOUS)) {
            ask(Jenkins.ANONYMOUS2, job, "Somebody who was not logged in", environment);
            return;
        }
        try {
            User user = User.getById(person, true);
            ask(user.impersonate2(), job, person, environment);
        } catch (UsernameNotFoundException e) {
            throw new AccessRefusedException(
                    Reason.NO_PERMISSION,
                    person + " had this build run and is no user of this Jenkins any more; start it anew.");
        }
    }

    private static void ask(Authentication who, Job<?, ?> job, String name, Environment environment)
            throws AccessRefusedException {
        if (!job.getACL().hasPermission2(who, Permissions.PROMOTE)) {
            throw new AccessRefusedException(
                    Reason.NO_PERMISSION,
                    name + " has no permission CD4ML/Promote on " + job.getFullName() + ", which promoting to "
                            + environment.getName() + " needs; an administrator can grant it.");
        }
    }

    private static Authentication authentication(Run<?, ?> run) {
        try {
            return run instanceof FlowExecutionOwner.Executable pipeline && pipeline.asFlowExecutionOwner() != null
                    ? pipeline.asFlowExecutionOwner().get().getAuthentication2()
                    : null;
        } catch (IOException e) {
            return Jenkins.ANONYMOUS2; // it runs as nobody that can be told
        }
    }
}
