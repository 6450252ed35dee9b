/**
 * The registry's models shown in an MLflow server's registry: one way, after the fact. Nothing is ever read from there
 * that a gate, a promotion or a comparison goes by.
 */
package io.jenkins.plugins.cd4ml.engine.registry.mirror;
