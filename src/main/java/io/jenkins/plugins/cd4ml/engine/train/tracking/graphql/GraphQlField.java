package io.jenkins.plugins.cd4ml.engine.train.tracking.graphql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A field that a query selects.
 *
 * @param answer     its name in the answer: its alias, where it has one
 * @param arguments  variables are put in already
 * @param selections none of a scalar
 */
record GraphQlField(String answer, String name, ObjectNode arguments, List<GraphQlField> selections) {}
