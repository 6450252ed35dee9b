/**
 * Numbers that other tools wrote, read into {@code external.json}: one class a format. Runs none of these tools.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.external;
