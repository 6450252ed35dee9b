/** Answers the GraphQL queries of MLflow's own pages from the REST calls. Not in it: what any of the calls does. */
package io.jenkins.plugins.cd4ml.engine.train.tracking.graphql;
