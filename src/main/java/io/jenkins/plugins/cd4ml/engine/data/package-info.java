/**
 * The verb {@code validate-data}: one dataset against contract, reference and history, whichever room reads it.
 */
package io.jenkins.plugins.cd4ml.engine.data;
