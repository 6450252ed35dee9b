package io.jenkins.plugins.cd4ml.access;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;

/** Everything that led to a build: the builds before it and the people behind them. */
final class CauseChain {
    /** Stands for whoever was not logged in. */
    static final String ANONYMOUS = "";

    /** The build, those upstream of it and those it repeats, as far as they are there. */
    final Set<Run<?, ?>> builds = new LinkedHashSet<>();
    /** Jobs upstream whose build is no longer there. */
    final Set<Job<?, ?>> jobs = new LinkedHashSet<>();
    /** Names of jobs and builds that led here and of which nothing is left to be looked at. */
    final Set<String> lost = new LinkedHashSet<>();
    /** Ids of the people, {@link #ANONYMOUS} among them. */
    final Set<String> people = new LinkedHashSet<>();
    /** Whether the build, or one that it repeats or that led to it, was replayed. */
    boolean replayed;

    private final Set<String> seen = new HashSet<>();

    private CauseChain() {}

    static CauseChain of(Run<?, ?> run) {
        CauseChain chain = new CauseChain();
        try (var system = ACL.as2(ACL.SYSTEM2)) { // whoever asks, the whole chain counts
            chain.visit(run);
        }
        return chain;
    }

    private void visit(Run<?, ?> run) {
        if (seen.add(run.getExternalizableId())) {
            builds.add(run);
            run.getActions(CauseAction.class).forEach(a -> visit(a.getCauses()));
        }
    }

    private void visit(List<Cause> causes) {
        for (Cause cause : causes) {
            OriginalBuild.Repeated repeated = OriginalBuild.find(cause);
            if (repeated != null) {
                replayed |= repeated.replayed();
                if (repeated.build() != null) {
                    visit(repeated.build());
                }
            } else if (cause instanceof Cause.UserIdCause user) {
                if (user.getUserId() == null) {
                    people.add(ANONYMOUS);
                } else if (!ACL.SYSTEM_USERNAME.equals(user.getUserId())) {
                    people.add(user.getUserId());
                }
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                upstream(upstream);
            }
        }
    }

    private void upstream(Cause.UpstreamCause cause) {
        Run<?, ?> run = cause.getUpstreamRun();
        if (run != null) {
            visit(run);
            return;
        }
        Job<?, ?> job = Jenkins.get().getItemByFullName(cause.getUpstreamProject(), Job.class);
        if (job == null) {
            lost.add(cause.getUpstreamProject() + " #" + cause.getUpstreamBuild());
        } else {
            jobs.add(job);
        }
        visit(cause.getUpstreamCauses());
    }
}
