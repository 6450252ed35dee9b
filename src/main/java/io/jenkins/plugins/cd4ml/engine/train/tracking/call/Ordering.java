package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** MLflow's {@code order_by}: fields with {@code ASC} or {@code DESC}; what lacks the field comes last, NaN before it. */
public final class Ordering {
    /** Gives the value of a thing's field: a text, a number, or null. */
    public interface Values<T> {
        Object of(T thing, String kind, String key);
    }

    private Ordering() {}

    public static <T> Comparator<T> of(List<String> orders, Filter.Fields fields, Values<T> values) {
        Comparator<T> comparator = (a, b) -> 0;
        for (String order : orders) {
            boolean descending = order.strip().toLowerCase(Locale.ROOT).endsWith(" desc");
            Filter.Fields.Field field = field(order, fields);
            comparator = comparator.thenComparing((a, b) -> compare(
                    values.of(a, field.kind(), field.key()), values.of(b, field.kind(), field.key()), descending));
        }
        return comparator;
    }

    /** Names kind and key of the fields that {@code orders} sort by. */
    public static void fields(List<String> orders, Filter.Fields fields, BiConsumer<String, String> named) {
        for (String order : orders) {
            Filter.Fields.Field field = field(order, fields);
            named.accept(field.kind(), field.key());
        }
    }

    private static Filter.Fields.Field field(String order, Filter.Fields fields) {
        String text = order.strip();
        boolean directed = text.toLowerCase(Locale.ROOT).matches(".* (asc|desc)");
        return fields.field(directed ? text.substring(0, text.lastIndexOf(' ')).strip() : text);
    }

    private static int compare(Object a, Object b, boolean descending) {
        int ranks = Integer.compare(rank(a), rank(b));
        if (ranks != 0 || rank(a) > 0) {
            return ranks;
        }
        int order = a instanceof Number x && b instanceof Number y
                ? Double.compare(x.doubleValue(), y.doubleValue())
                : a.toString().compareTo(b.toString());
        return descending ? -order : order;
    }

    private static int rank(Object value) {
        return value == null ? 2 : value instanceof Double number && number.isNaN() ? 1 : 0;
    }
}
