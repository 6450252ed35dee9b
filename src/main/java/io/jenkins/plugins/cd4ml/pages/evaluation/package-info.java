/** The page of a build's evaluation: curves, matrices, slices. Reads the record, changes nothing. */
package io.jenkins.plugins.cd4ml.pages.evaluation;
