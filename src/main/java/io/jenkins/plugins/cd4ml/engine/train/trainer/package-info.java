/** What a trainer is given and gives back. No trainer in particular. */
package io.jenkins.plugins.cd4ml.engine.train.trainer;
