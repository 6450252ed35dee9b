/**
 * Verbs about what a registry has: its models, versions and aliases, what served when, archives of a model, its mirror in
 * MLflow. One class a verb, or a file for those that share options; no logic.
 */
package io.jenkins.plugins.cd4ml.engine.cli.registry;
