/** The built-in trainer of boosted trees. */
package io.jenkins.plugins.cd4ml.engine.train.xgboost;
