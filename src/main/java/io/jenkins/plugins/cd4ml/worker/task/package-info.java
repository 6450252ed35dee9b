/** What a worker is asked to do, and the project file it is asked about. */
package io.jenkins.plugins.cd4ml.worker.task;
