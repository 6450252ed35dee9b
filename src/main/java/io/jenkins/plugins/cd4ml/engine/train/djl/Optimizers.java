package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** The optimiser and the learning rate at each of its steps. DJL has RMSProp and AdaGrad for other engines only. */
final class Optimizers {
    private Optimizers() {}

    /** @param steps of one epoch */
    static Optimizer of(DjlSettings settings, int steps) {
        Tracker rate = rate(settings, steps);
        return switch (settings.optimizer()) {
            case "sgd" ->
                Optimizer.sgd()
                        .setLearningRateTracker(rate)
                        .optMomentum(settings.momentum())
                        .optWeightDecays(settings.weightDecay())
                        .build();
            case "adamW" ->
                Optimizer.adamW()
                        .optLearningRateTracker(rate)
                        .optWeightDecays(settings.weightDecay())
                        .build();
            default ->
                Optimizer.adam()
                        .optLearningRateTracker(rate)
                        .optWeightDecays(settings.weightDecay())
                        .build();
        };
    }

    /** DJL counts steps from 1. */
    static Tracker rate(DjlSettings settings, int steps) {
        DjlSettings.Schedule schedule = settings.schedule();
        long warm = (long) schedule.warmup() * steps;
        long last = Math.max(1, (long) settings.epochs() * steps - warm);
        return new Tracker() {
            @Override
            public float getNewValue(int numUpdate) {
                long step = numUpdate - 1L;
                if (step < warm) {
                    return settings.learningRate() * (step + 1) / warm;
                }
                return settings.learningRate() * (float) factor(schedule, step - warm, last, steps);
            }
        };
    }

    private static double factor(DjlSettings.Schedule schedule, long step, long last, int steps) {
        return switch (schedule.kind()) {
            case "step" -> {
                long drops = step / ((long) schedule.every() * steps);
                yield Math.pow(schedule.factor(), drops);
            }
            case "cosine" -> {
                double done = Math.min(1, step / (double) last);
                yield schedule.factor() + (1 - schedule.factor()) * (1 + Math.cos(Math.PI * done)) / 2;
            }
            default -> 1;
        };
    }
}
