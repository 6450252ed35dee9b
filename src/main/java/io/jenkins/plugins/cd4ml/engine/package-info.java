/**
 * What every room of the engine says things with: input errors, outcomes, progress, logins. Nothing here knows a
 * verb, a file format or Jenkins.
 */
package io.jenkins.plugins.cd4ml.engine;
