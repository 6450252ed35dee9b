/**
 * Environments and lists of credentials on folders, for the items in them. The only room that knows the folders plugin,
 * which need not be installed; what a folder's definitions mean is decided in config.
 */
package io.jenkins.plugins.cd4ml.config.folder;
