/** TorchScript and XGBoost models through DJL, and what XGBoost's files say of themselves. Nothing of other runtimes may be here. */
package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;
