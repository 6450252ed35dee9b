package io.jenkins.plugins.cd4ml.approval.request;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Which requests are open and in which builds, so that a page of all of them loads only those builds. A hint and no
 * more: the request itself is in its build's folder. Thread-safe.
 */
@Extension
public final class OpenRequests {
    private static final Logger LOGGER = Logger.getLogger(OpenRequests.class.getName());

    private Map<String, String> runs;

    static OpenRequests get() {
        return ExtensionList.lookupSingleton(OpenRequests.class);
    }

    synchronized void add(String id, String runId) {
        runs().put(id, runId);
        save();
    }

    synchronized void remove(String id) {
        if (runs().remove(id) != null) {
            save();
        }
    }

    private synchronized Map<String, String> copy() {
        return new TreeMap<>(runs());
    }

    /** @return open requests of builds that the current user may read, oldest first */
    public static List<ApprovalRequest> visible() {
        List<ApprovalRequest> requests = new ArrayList<>();
        get().copy().forEach((id, runId) -> {
            Run<?, ?> run = run(runId);
            if (run == null) {
                forget(id, runId);
                return;
            }
            Approvals.get().of(run).stream()
                    .filter(r ->
                            r.id.equals(id) && Approvals.get().find(run, id).open())
                    .forEach(requests::add);
        });
        requests.sort((a, b) -> a.created.compareTo(b.created));
        return requests;
    }

    private static Run<?, ?> run(String runId) {
        try {
            return Run.fromExternalizableId(runId);
        } catch (org.springframework.security.access.AccessDeniedException | IllegalArgumentException e) {
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

    private Map<String, String> runs() {
        if (runs == null) {
            runs = new TreeMap<>();
            try {
                XmlFile file = file();
                if (file.exists() && file.read() instanceof Map<?, ?> read) {
                    read.forEach((k, v) -> runs.put((String) k, (String) v));
                }
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "cannot read the open approval requests", e);
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
