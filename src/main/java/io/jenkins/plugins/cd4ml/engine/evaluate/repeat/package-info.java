/**
 * Whether rows of the measured data repeat each other under other keys, and what that makes of their independence. Knows
 * no metric and no verdict.
 */
package io.jenkins.plugins.cd4ml.engine.evaluate.repeat;
