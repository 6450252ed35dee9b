package io.jenkins.plugins.cd4ml.worker;

import hudson.AbortException;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.Serializable;
import java.util.LinkedHashMap;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * How a worker ended, as the step will say it. Saved with the step before the worker's files go, so that an end is
 * neither lost nor told twice when Jenkins stops in between.
 */
final class StepResult implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The step's result; null when it failed. */
    private final LinkedHashMap<String, Object> values;
    /** Why it failed; null when it did not. */
    private final String failure;

    private StepResult(LinkedHashMap<String, Object> values, String failure) {
        this.values = values;
        this.failure = failure;
    }

    /** @param why in words, why the worker died without a result */
    static StepResult died(String why) {
        return new StepResult(null, why);
    }

    static StepResult of(WorkerTask task, WorkerResult result) {
        return result.yes() || result.no() && task.returnNo
                ? new StepResult(result.values() == null ? new LinkedHashMap<>() : result.values(), null)
                : new StepResult(null, result.sentence());
    }

    void tell(StepContext context) {
        if (failure == null) {
            context.onSuccess(values);
        } else {
            context.onFailure(new AbortException(failure));
        }
    }
}
