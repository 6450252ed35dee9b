/** Java, the worker's files and packs on a node, and its command line. */
package io.jenkins.plugins.cd4ml.worker.launch;
