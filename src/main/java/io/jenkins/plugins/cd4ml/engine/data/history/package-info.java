/** What earlier validations of a dataset found, and what falls out of it. */
package io.jenkins.plugins.cd4ml.engine.data.history;
