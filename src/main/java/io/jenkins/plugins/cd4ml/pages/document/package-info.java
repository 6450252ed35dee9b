/** How pages read the documents of a build's record: bounded, and each once a view. Shows nothing itself. */
package io.jenkins.plugins.cd4ml.pages.document;
