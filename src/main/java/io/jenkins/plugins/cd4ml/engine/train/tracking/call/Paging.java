package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import java.util.function.Function;

/** Long answers in pages; a page's token is where the next one begins. */
public final class Paging {
    private static final int MOST = 50_000;

    private Paging() {}

    /** @param size items a page where the call does not say */
    public static <T> ObjectNode answer(String name, List<T> all, Function<T, ObjectNode> json, Call call, int size) {
        return answer(name, all, json, call, size, Math.max(MOST, size));
    }

    /** @param most items a page that a call may ask for */
    public static <T> ObjectNode answer(
            String name, List<T> all, Function<T, ObjectNode> json, Call call, int size, int most) {
        long asked = call.number("max_results", size);
        if (asked < 1 || asked > most) {
            throw TrackingException.invalid(
                    "Invalid value " + asked + " for parameter 'max_results' supplied: it must be"
                            + " a positive integer, at most " + most + ".");
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
