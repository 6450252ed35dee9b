package io.jenkins.plugins.cd4ml.approval;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Running steps by the request that they wait for, so that an answer wakes its step at once. Only in memory: a step
 * that is resumed later looks at the request's file by itself. Thread-safe.
 */
final class Waiting {
    private static final Map<String, PromotionExecution> STEPS = new ConcurrentHashMap<>();

    private Waiting() {}

    static void add(String requestId, PromotionExecution step) {
        STEPS.put(requestId, step);
    }

    static void remove(String requestId) {
        STEPS.remove(requestId);
    }

    static void answered(String requestId) {
        PromotionExecution step = STEPS.get(requestId);
        if (step != null) {
            step.answered();
        }
    }
}
