package io.jenkins.plugins.cd4ml.approval.request;

import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * Keeps {@link OpenRequests} right: looks for open requests in the builds' folders when Jenkins starts, without loading
 * builds that have none; follows renames; and closes what a build leaves open when it ends.
 */
@Extension
public final class OpenRequestIndex extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(OpenRequestIndex.class.getName());
    private static final Pattern OPEN = Pattern.compile("\"state\"\\s*:\\s*\"OPEN\"");

    @Override
    public void onLoaded() {
        Computer.threadPoolForRemoting.submit(OpenRequestIndex::rebuild);
    }

    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        OpenRequests.get().renamed(oldFullName, newFullName);
    }

    /** Adds what the index lacks. */
    static void rebuild() {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
                File[] builds = Jenkins.get().getBuildDirFor(job).listFiles();
                for (File build : builds == null ? new File[0] : builds) {
                    Path file = build.toPath().resolve("cd4ml").resolve(RequestStore.FILE);
                    if (build.getName().matches("\\d+") && Files.isRegularFile(file) && mayBeOpen(file)) {
                        index(job, Integer.parseInt(build.getName()));
                    }
                }
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "cannot look for all open approval requests", e);
        }
    }

    private static boolean mayBeOpen(Path file) {
        try {
            return OPEN.matcher(Files.readString(file, StandardCharsets.UTF_8)).find();
        } catch (IOException e) {
            return false;
        }
    }

    private static void index(Job<?, ?> job, int number) {
        Run<?, ?> run = job.getBuildByNumber(number);
        if (run == null) {
            return;
        }
        try {
            for (ApprovalRequest request : Approvals.get().of(run)) {
                if (!request.open()) {
                    continue;
                }
                if (run.isLogUpdated()) {
                    OpenRequests.get().add(request.id, run.getExternalizableId());
                } else {
                    Approvals.get().voidRequest(run, request.id, Messages.OpenRequestIndex_ended());
                }
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "the approval requests of " + run + " cannot be read", e);
        }
    }

    /** A build that ended waits for nobody. */
    @Extension
    public static final class Ended extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> run, TaskListener listener) {
            if (OpenRequests.get().builds().contains(run.getExternalizableId())) {
                for (ApprovalRequest request : Approvals.get().of(run)) {
                    if (request.open()) {
                        Approvals.get().voidRequest(run, request.id, Messages.OpenRequestIndex_ended());
                    }
                }
            }
        }

        @Override
        public void onDeleted(Run<?, ?> run) {
            OpenRequests.get().copy().forEach((id, runId) -> {
                if (runId.equals(run.getExternalizableId())) {
                    OpenRequests.get().remove(id);
                }
            });
        }
    }
}
