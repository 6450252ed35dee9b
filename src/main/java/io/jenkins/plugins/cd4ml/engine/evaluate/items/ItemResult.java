package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import java.util.Map;

/**
 * What a tool measured on one item, once; a repeat of the item is another result of the same id.
 *
 * @param task   of a file with several, whose metrics are told apart by it; empty where there is one
 * @param id     digest of what was asked, without the prompt and the model that answered: what pairs two evaluations
 * @param judge  digest of who judged and by what: assertions, judge model, judge prompt
 * @param values by metric; NaN where it should be there and is not, absent where the item does not have it
 */
public record ItemResult(String task, String id, String judge, Map<String, Double> values) {}
