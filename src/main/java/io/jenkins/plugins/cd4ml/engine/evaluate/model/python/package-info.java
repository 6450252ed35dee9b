/** MLflow models that only Python can load, asked in the project's own. Nothing here unpickles anything. */
package io.jenkins.plugins.cd4ml.engine.evaluate.model.python;
