/** How long versions are kept that nothing needs any more. Without a limit nothing is ever removed. */
package io.jenkins.plugins.cd4ml.engine.registry.retention;
