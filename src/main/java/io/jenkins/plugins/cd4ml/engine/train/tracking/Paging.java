package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import java.util.function.Function;

/** Long answers in pages; a page's token is where the next one begins. */
final class Paging {
    private static final int MOST = 50_000;

    private Paging() {}

    /** @param size items a page where the call does not say */
    static <T> ObjectNode answer(String name, List<T> all, Function<T, ObjectNode> json, Call call, int size) {
        long asked = call.number("max_results", size);
        if (asked < 1 || asked > Math.max(MOST, size)) {
            throw TrackingException.invalid(
                    "Invalid value for parameter 'max_results': " + asked + "; 1 to " + Math.max(MOST, size) + ".");
        }
        int from = from(call.text("page_token", ""), all.size());
        int to = (int) Math.min(all.size(), from + asked);
        ObjectNode answer = Json.object();
        if (from < to) {
            ArrayNode items = answer.putArray(name);
            all.subList(from, to).forEach(item -> items.add(json.apply(item)));
        }
        if (to < all.size()) {
            answer.put("next_page_token", Integer.toString(to));
        }
        return answer;
    }

    private static int from(String token, int size) {
        if (token.isEmpty()) {
            return 0;
        }
        if (!token.matches("[0-9]{1,9}")) {
            throw TrackingException.invalid("Invalid page token '" + token + "'.");
        }
        return Math.min(Integer.parseInt(token), size);
    }
}
