/** Chooses what loads a model's folder. The only room that knows all kinds of models; none of them may know it. */
package io.jenkins.plugins.cd4ml.engine.evaluate.model.loading;
