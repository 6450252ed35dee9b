/** Drawing resamples of a statistic, exactly and fast. Knows no test and no verdict. */
package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;
