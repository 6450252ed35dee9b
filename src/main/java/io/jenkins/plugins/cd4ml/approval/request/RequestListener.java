package io.jenkins.plugins.cd4ml.approval.request;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hears of every request that is made, answered, commented or closed, to tell people or programs. What it does decides
 * nothing, and what it fails in stops nobody.
 */
public interface RequestListener extends ExtensionPoint {
    /**
     * Called on a thread of its own, without any lock, with Jenkins' rights, after the change is on the disk and in the
     * audit log. May be called twice for one change after a crash.
     *
     * @param request as it was after the change
     * @param event   {@code requested}, {@code answered}, {@code commented}, or the state it came to in small letters
     */
    void changed(Run<?, ?> run, ApprovalRequest request, String event) throws Exception;

    /** Tells all listeners, in the background. */
    static void fire(Run<?, ?> run, ApprovalRequest request, String event) {
        for (RequestListener listener : ExtensionList.lookup(RequestListener.class)) {
            Computer.threadPoolForRemoting.submit(() -> {
                try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
                    listener.changed(run, request, event);
                } catch (Exception | LinkageError e) {
                    Logger.getLogger(RequestListener.class.getName())
                            .log(Level.WARNING, "cannot tell of the approval request " + request.id, e);
                }
            });
        }
    }
}
