/**
 * How MLflow's REST API is spoken: arguments of calls, routes, filters, orders, pages, names, errors. Knows no run, no model
 * and no other thing that a call is about.
 */
package io.jenkins.plugins.cd4ml.engine.train.tracking.call;
