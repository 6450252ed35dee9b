package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The items that the new model and the champion both have a value of.
 *
 * @param items  sorted
 * @param unlike why the two cannot be compared, as the end of a sentence; null where they can
 */
record ItemPairs(List<String> items, String unlike) {
    /** @return of one metric of two tables */
    static ItemPairs of(String metric, ItemTable now, ItemTable before, double maxDiffering) {
        var old = before.metrics().get(metric);
        return old == null
                ? new ItemPairs(List.of(), "the champion's items do not have it")
                : of(now.metrics().get(metric).keySet(), old.keySet(), now.judges(), before.judges(), maxDiffering);
    }

    /**
     * @param fresh        the new model's items, sorted
     * @param old          the champion's
     * @param judges       by the new model's item
     * @param before       by the champion's
     * @param maxDiffering share of all items that only one of them has before a comparison says nothing
     */
    static ItemPairs of(
            Collection<String> fresh,
            Collection<String> old,
            Map<String, String> judges,
            Map<String, String> before,
            double maxDiffering) {
        List<String> common = new ArrayList<>(fresh);
        common.retainAll(old);
        TreeSet<String> all = new TreeSet<>(fresh);
        all.addAll(old);
        int differing = all.size() - common.size();
        long judged = common.stream()
                .filter(i -> !judges.get(i).equals(before.get(i)))
                .count();
        String unlike = null;
        if (differing > maxDiffering * all.size()) {
            unlike = differing + " of " + all.size() + " items were asked of only one of the two, the new one or the"
                    + " champion; evaluate both on the same cases";
        } else if (judged > 0) {
            unlike = judged + " of " + common.size() + " items were judged otherwise (assertions, judge model, judge"
                    + " prompt or truth) than the champion's; judge the champion's answers anew";
        }
        return new ItemPairs(common, unlike);
    }
}
