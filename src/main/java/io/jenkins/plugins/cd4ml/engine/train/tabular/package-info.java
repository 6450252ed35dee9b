/** Tables as the built-in trainers take them: columns, encodings, splits. */
package io.jenkins.plugins.cd4ml.engine.train.tabular;
