package io.jenkins.plugins.cd4ml.approval.request;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Failure;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * Which requests are open and in which builds, so that a page of all of them loads only those builds. An index and no
 * more: the request itself is in its build's folder, and {@link OpenRequestIndex} makes the index again when Jenkins
 * starts. Thread-safe.
 */
@Extension
public final class OpenRequests {
    private static final Logger LOGGER = Logger.getLogger(OpenRequests.class.getName());

    private Map<String, String> runs;

    /**
     * What a user may see.
     *
     * @param open       open requests, oldest first
     * @param unreadable builds whose file of requests cannot be read
     */
    public record Visible(List<ApprovalRequest> open, List<Run<?, ?>> unreadable) {}

    public static OpenRequests get() {
        return ExtensionList.lookupSingleton(OpenRequests.class);
    }

    synchronized void add(String id, String runId) {
        if (!runId.equals(runs().put(id, runId))) {
            save();
        }
    }

    synchronized void remove(String id) {
        if (runs().remove(id) != null) {
            save();
        }
    }

    /** Follows a job or folder that has another full name now. */
    synchronized void renamed(String oldName, String newName) {
        boolean changed = false;
        for (Map.Entry<String, String> entry : runs().entrySet()) {
            String runId = entry.getValue();
            if (runId.startsWith(oldName + "#") || runId.startsWith(oldName + "/")) {
                entry.setValue(newName + runId.substring(oldName.length()));
                changed = true;
            }
        }
        if (changed) {
            save();
        }
    }

    synchronized Map<String, String> copy() {
        return new TreeMap<>(runs());
    }

    /** @return open requests of builds that the current user may read, oldest first */
    public static List<ApprovalRequest> visible() {
        return look().open();
    }

    /** As {@link #visible}, with the builds of which it cannot be said. */
    public static Visible look() {
        List<ApprovalRequest> requests = new ArrayList<>();
        Map<String, Run<?, ?>> unreadable = new TreeMap<>();
        get().copy().forEach((id, runId) -> {
            Run<?, ?> run = run(runId);
            if (run == null) {
                forget(id, runId);
                return;
            }
            try {
                ApprovalRequest request = Approvals.get().find(run, id);
                if (request.open()) {
                    requests.add(request);
                }
            } catch (Failure e) {
                get().remove(id); // the build has no such request
            } catch (InputException e) { // one broken file does not hide the requests of all
                unreadable.put(runId, run);
            }
        });
        requests.sort(Comparator.comparing(r -> r.created));
        return new Visible(requests, List.copyOf(unreadable.values()));
    }

    /** Closes what is open for the same model and environment in other builds. */
    void supersede(ApprovalRequest newer, Run<?, ?> by) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            for (ApprovalRequest older : visible()) {
                if (!older.id.equals(newer.id)
                        && older.environment.equals(newer.environment)
                        && older.model.equals(newer.model)
                        && older.rollBack == newer.rollBack
                        && Objects.equals(older.bound.get("model id"), newer.bound.get("model id"))
                        && older.created.compareTo(newer.created) <= 0) {
                    Run<?, ?> run = run(older.runId);
                    if (run != null) {
                        Approvals.get()
                                .settle(
                                        run,
                                        older.id,
                                        r -> {},
                                        ApprovalRequest.State.SUPERSEDED,
                                        new ApprovalRequest.Comment(null, null, null, null),
                                        "Superseded by the request of " + by.getFullDisplayName() + ".");
                    }
                }
            }
        }
    }

    static Run<?, ?> run(String runId) {
        try {
            return Run.fromExternalizableId(runId);
        } catch (AccessDeniedException | IllegalArgumentException e) {
            return null; // not this user's business
        }
    }

    private static void forget(String id, String runId) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            if (run(runId) == null) { // deleted
                get().remove(id);
            }
        }
    }

    /** @return ids of the builds with requests in the index */
    TreeSet<String> builds() {
        return new TreeSet<>(copy().values());
    }

    private Map<String, String> runs() {
        if (runs == null) {
            runs = new TreeMap<>();
            try {
                XmlFile file = file();
                if (file.exists() && file.read() instanceof Map<?, ?> read) {
                    read.forEach((k, v) -> runs.put(String.valueOf(k), String.valueOf(v)));
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.log(
                        Level.WARNING, "cannot read the open approval requests; they are looked for in the builds", e);
            }
        }
        return runs;
    }

    private void save() {
        try {
            file().write(runs);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "cannot save the open approval requests", e);
        }
    }

    private static XmlFile file() {
        return new XmlFile(new File(Jenkins.get().getRootDir(), "cd4ml/open-approvals.xml"));
    }
}
