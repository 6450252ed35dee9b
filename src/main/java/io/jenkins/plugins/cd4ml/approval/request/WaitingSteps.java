package io.jenkins.plugins.cd4ml.approval.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Running steps by the request that they wait for, so that an answer wakes its step at once. Only in memory: a step
 * that is resumed later looks at the request's file by itself. Thread-safe.
 */
public final class WaitingSteps {
    private static final Map<String, Step> STEPS = new ConcurrentHashMap<>();

    /** A step that waits for a request. */
    public interface Step {
        /** Somebody answered, or nobody can any more: look at the request. On a thread that must not wait. */
        void answered();
    }

    private WaitingSteps() {}

    public static void add(String requestId, Step step) {
        STEPS.put(requestId, step);
    }

    public static void remove(String requestId) {
        STEPS.remove(requestId);
    }

    public static void answered(String requestId) {
        Step step = STEPS.get(requestId);
        if (step != null) {
            step.answered();
        }
    }
}
