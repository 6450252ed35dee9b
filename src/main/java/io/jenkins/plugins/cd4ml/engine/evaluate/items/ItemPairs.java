package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * One metric of the new model beside the champion's, item by item.
 *
 * @param items    that both have, sorted
 * @param fresh    the new model's values of these
 * @param champion the champion's
 * @param unlike   why the two cannot be compared, as the end of a sentence; null where they can
 */
record ItemPairs(List<String> items, double[] fresh, double[] champion, String unlike) {
    /** @param maxDiffering share of all items that only one of them has before a comparison says nothing */
    static ItemPairs of(String metric, ItemTable now, ItemTable before, double maxDiffering) {
        SortedMap<String, Double> fresh = now.metrics().get(metric);
        SortedMap<String, Double> old = before.metrics().get(metric);
        if (old == null) {
            return new ItemPairs(List.of(), new double[0], new double[0], "the champion's items do not have it");
        }
        List<String> common = new ArrayList<>(fresh.keySet());
        common.retainAll(old.keySet());
        TreeSet<String> all = new TreeSet<>(fresh.keySet());
        all.addAll(old.keySet());
        int differing = all.size() - common.size();
        long judged = common.stream()
                .filter(i -> !now.judges().get(i).equals(before.judges().get(i)))
                .count();
        String unlike = null;
        if (differing > maxDiffering * all.size()) {
            unlike = differing + " of " + all.size() + " items were asked of only one of the two, the new one or the"
                    + " champion; evaluate both on the same cases";
        } else if (judged > 0) {
            unlike = judged + " of " + common.size() + " items were judged otherwise (assertions, judge model or judge"
                    + " prompt) than the champion's; judge the champion's answers anew";
        }
        return new ItemPairs(common, values(fresh, common), values(old, common), unlike);
    }

    private static double[] values(SortedMap<String, Double> of, List<String> items) {
        return items.stream().mapToDouble(of::get).toArray();
    }
}
