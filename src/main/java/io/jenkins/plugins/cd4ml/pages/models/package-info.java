/** The pages of all models: what is registered, what serves where, one version in full. Reads the registry only. */
package io.jenkins.plugins.cd4ml.pages.models;
