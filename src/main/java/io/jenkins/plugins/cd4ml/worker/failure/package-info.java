/** How a worker ended that left no result, in a sentence. */
package io.jenkins.plugins.cd4ml.worker.failure;
