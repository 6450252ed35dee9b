package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

/** A lower bound that a kind of statistic has besides those that all have. */
interface LowerBound {
    /** @param z quantile of the normal or t distribution, negative */
    double lower(double z);
}
