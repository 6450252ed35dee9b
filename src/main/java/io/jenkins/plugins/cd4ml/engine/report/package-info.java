/** Documents for people: {@code report.html} and the model card, from recorded documents alone. */
package io.jenkins.plugins.cd4ml.engine.report;
