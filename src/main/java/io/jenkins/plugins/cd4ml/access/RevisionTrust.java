package io.jenkins.plugins.cd4ml.access;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;

/**
 * Whether Jenkins trusts what a branch's job builds. A change request from a fork is never trusted, whoever made it: its
 * Jenkinsfile may have been written by anybody. What cannot be told is not trusted.
 */
final class RevisionTrust {
    private RevisionTrust() {}

    /** @return why not, as the end of a sentence; null when it is trusted or no branch of a multibranch project */
    @CheckForNull
    static String refusal(Run<?, ?> run) {
        Job<?, ?> job = run.getParent();
        String refusal = refusal(job);
        SCMHead head = SCMHead.HeadByItem.findHead(job);
        if (refusal != null || head == null) {
            return refusal;
        }
        SCMSource source = SCMSource.SourceByItem.findSource(job);
        if (source == null) {
            return "is of the branch " + head.getName() + ", of whose source nothing is known";
        }
        SCMRevision revision = SCMRevisionAction.getRevision(source, run);
        if (revision == null) {
            return head instanceof ChangeRequestSCMHead
                    ? "is of the change request " + head.getName() + ", of which no revision was recorded"
                    : null;
        }
        try {
            return revision.equals(source.getTrustedRevision(revision, TaskListener.NULL))
                    ? null
                    : "is of a revision of " + head.getName() + " that its source does not trust";
        } catch (IOException e) {
            return "is of a revision of " + head.getName() + ", and its source could not be asked whether to trust it";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "is of a revision of " + head.getName() + ", of which it was not said in time whether to trust it";
        }
    }

    /** @return why no build of the job is trusted; null when there is no such reason */
    @CheckForNull
    static String refusal(Job<?, ?> job) {
        SCMHead head = SCMHead.HeadByItem.findHead(job);
        return head == null || SCMHeadOrigin.DEFAULT.equals(head.getOrigin())
                ? null
                : "is of the change request " + head.getName() + " from a fork";
    }
}
