/**
 * What administrators and folders say of registered models: whom a folder shares one with, and which are mirrored into
 * MLflow by which login. No repository says any of it.
 */
package io.jenkins.plugins.cd4ml.config.model;
