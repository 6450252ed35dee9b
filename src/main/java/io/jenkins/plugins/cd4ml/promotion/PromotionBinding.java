package io.jenkins.plugins.cd4ml.promotion;

import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that an approval is given to, and that must still be so when it comes to deploying.
 *
 * @param digests of what was measured and will be applied, by entity id
 * @param bound   the rest, by name: model name, folder, environment's policy, cluster, namespace, what serves now, waivers
 */
record PromotionBinding(Map<String, String> digests, Map<String, String> bound) {
    /** For readers: it may be renamed, while the model's id stays and is what binds. */
    static final String FOLDER = "folder";

    PromotionBinding {
        digests = new TreeMap<>(digests);
        bound = new TreeMap<>(bound);
    }

    /** @return the first thing that differs from what was approved, in one sentence, or null */
    String difference(ApprovalRequest request) {
        String digest = difference(request.digests, digests);
        return digest != null ? digest : difference(request.bound, bound);
    }

    private static String difference(Map<String, String> approved, Map<String, String> now) {
        SortedMap<String, String> all = new TreeMap<>(approved);
        all.putAll(now);
        for (String what : all.keySet()) {
            String was = approved.get(what);
            String is = now.get(what);
            if (!what.equals(FOLDER) && (was == null || !was.equals(is))) {
                return "What was approved has changed: " + what + " was " + (was == null ? "not there" : was)
                        + " and is " + (is == null ? "not there" : is) + "; ask for approval again.";
            }
        }
        return null;
    }
}
