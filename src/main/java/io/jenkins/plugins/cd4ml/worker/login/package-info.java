/**
 * Logins and kubeconfigs that a worker may be given, from Jenkins credentials. Nothing is written to disk here.
 */
package io.jenkins.plugins.cd4ml.worker.login;
