/** Model versions and what environments serve. Runs in the controller and locally; knows no cluster. */
package io.jenkins.plugins.cd4ml.engine.registry;
