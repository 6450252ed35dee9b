/** MLflow's model registry for one training: models, versions, aliases, stages, prompts. Promotes nothing. */
package io.jenkins.plugins.cd4ml.engine.train.tracking.registry;
