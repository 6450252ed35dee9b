/** The files that a training left, listed and looked into: whatever they are, a browser is never given their markup. */
package io.jenkins.plugins.cd4ml.pages.files;
