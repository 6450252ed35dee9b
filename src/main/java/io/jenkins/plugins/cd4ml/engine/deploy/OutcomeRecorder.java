package io.jenkins.plugins.cd4ml.engine.deploy;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** Sees to it that a promotion or a roll back is recorded however it ends. */
final class OutcomeRecorder {
    private OutcomeRecorder() {}

    /** @param work does it and returns the sentence of its success */
    static Outcome of(PromotionRecord record, RunFolder run, Callable<String> work) {
        try {
            return record.end(run, true, work.call());
        } catch (PromotionRefusedException e) {
            return record.end(run, false, e.getMessage());
        } catch (CancellationException | InterruptedException e) {
            String sentence = e instanceof InterruptedException
                    ? "The promotion was interrupted while it waited for another one. Nothing was changed in the"
                            + " cluster."
                    : e.getMessage();
            Outcome outcome = record.end(run, false, sentence);
            Thread.currentThread().interrupt();
            return outcome;
        } catch (InputException e) {
            record.end(run, false, e.getMessage());
            throw e;
        } catch (Exception e) {
            record.end(run, false, "Internal error: " + e);
            throw e instanceof RuntimeException r ? r : new IllegalStateException(e);
        }
    }
}
