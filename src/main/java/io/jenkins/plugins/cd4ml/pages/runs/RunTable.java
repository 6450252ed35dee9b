package io.jenkins.plugins.cd4ml.pages.runs;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs that a reader asked for: filtered, sorted, a page of them, with the columns chosen. One request's.
 */
public final class RunTable {
    /** Runs on a page. */
    static final int PAGE = 50;

    private static final int METRICS = 4;
    private static final int PARAMS = 3;
    private static final int COLUMNS = 30;
    private static final List<String> ALWAYS = List.of("build", "time");

    /** A run's line: its values as shown, in the order of the columns. */
    public record Row(int build, String time, String verdict, String promoted, List<String> cells) {}

    /** A run with what it is sorted by, looked up once. */
    private record Sorted(RunFacts run, Object value) {}

    private final String filter;
    private final String sort;
    private final boolean ascending;
    private final int page;
    private final List<RunFacts> all;
    private final List<RunFacts> chosen;
    private final List<String> keys;
    private final List<String> columns;
    private final Set<String> numeric;
    private String problem;

    /**
     * @param filter  see {@link RunFilter}; may be null
     * @param sort    a key; null for the newest first. @param order asc or desc
     * @param columns keys; null or empty for a choice of the first metrics and of the parameters that differ
     */
    RunTable(List<RunFacts> all, String filter, String sort, String order, List<String> columns, int page) {
        this.all = all;
        this.filter = filter == null ? "" : filter.strip();
        this.sort = sort == null || sort.isBlank() ? "build" : sort;
        this.ascending = "asc".equals(order);
        this.page = Math.max(0, page);
        this.chosen = sorted(filtered());
        this.keys = known();
        List<String> wanted = columns == null
                ? List.of()
                : columns.stream().filter(keys::contains).limit(COLUMNS).toList();
        this.columns = wanted.isEmpty() ? usual() : wanted;
        this.numeric = this.columns.stream()
                .filter(column -> shownRuns().noneMatch(run -> run.value(column) instanceof String))
                .collect(Collectors.toSet());
    }

    private List<RunFacts> filtered() {
        try {
            Predicate<RunFacts> wanted = RunFilter.parse(filter);
            return all.stream().filter(wanted).toList();
        } catch (InputException e) {
            problem = e.getMessage();
            return all;
        }
    }

    /** Runs without the key stand last, whichever way. */
    private List<RunFacts> sorted(List<RunFacts> runs) {
        if (sort.equals("build")) {
            List<RunFacts> ordered = new ArrayList<>(runs);
            if (ascending) {
                Collections.reverse(ordered);
            }
            return ordered;
        }
        Comparator<Object> values = Comparator.comparing((Object v) -> v instanceof String) // numbers before texts
                .thenComparing((a, b) -> a instanceof Double x && b instanceof Double y
                        ? x.compareTo(y)
                        : a.toString().compareTo(b.toString()));
        Comparator<Object> directed = ascending ? values : values.reversed();
        RunKey value = new RunKey(sort);
        return runs.stream()
                .map(run -> new Sorted(run, value.of(run)))
                .sorted(Comparator.comparing(Sorted::value, Comparator.nullsLast(directed)))
                .map(Sorted::run)
                .toList();
    }

    private List<String> usual() {
        List<String> usual = new ArrayList<>(List.of("verdict", "promoted"));
        keys.stream()
                .filter(k -> k.startsWith("metrics.") && !k.contains("["))
                .limit(METRICS)
                .forEach(usual::add);
        keys.stream()
                .filter(k -> k.startsWith("params."))
                .filter(k -> chosen.stream()
                                .limit(PAGE)
                                .map(r -> String.valueOf(r.value(k)))
                                .distinct()
                                .count()
                        > 1)
                .limit(PARAMS)
                .forEach(usual::add);
        return usual;
    }

    /** @return every key of any run that a column may show, metrics of the whole holdout before slices */
    public List<String> getKeys() {
        return keys;
    }

    private List<String> known() {
        Set<RunFacts.Keys> kinds = Collections.newSetFromMap(new IdentityHashMap<>()); // most runs share them
        all.forEach(run -> kinds.add(run.keys()));
        Set<String> found = new TreeSet<>(
                Comparator.comparing((String k) -> k.contains("[")).thenComparing(Comparator.naturalOrder()));
        kinds.stream()
                .flatMap(k -> Stream.concat(k.numbers().stream(), k.texts().stream()))
                .forEach(found::add);
        found.removeIf(k -> k.matches("(champion|bound|low|high)\\..*"));
        List<String> ordered = new ArrayList<>(found);
        ordered.sort(Comparator.comparing((String k) -> k.contains(".")));
        return ordered;
    }

    /** @return the metrics of the whole holdout that trends can be drawn of, those that a gate bounds first */
    public List<String> getMetrics() {
        List<String> bounded = all.stream()
                .limit(PAGE)
                .flatMap(run -> run.keys().numbers().stream())
                .filter(k -> k.startsWith("bound."))
                .map(k -> k.substring("bound.".length()))
                .distinct()
                .toList();
        return keys.stream()
                .filter(k -> k.startsWith("metrics.") && !k.contains("["))
                .map(k -> k.substring("metrics.".length()))
                .sorted(Comparator.comparing(m -> !bounded.contains(m)))
                .toList();
    }

    public List<Row> getRows() {
        return shownRuns().map(this::row).toList();
    }

    private Stream<RunFacts> shownRuns() {
        return chosen.stream().skip((long) page * PAGE).limit(PAGE);
    }

    private Row row(RunFacts run) {
        return new Row(
                run.build(),
                Instant.ofEpochMilli(run.time()).toString(),
                run.text("verdict") == null ? "" : run.text("verdict"),
                run.text("promoted") == null ? "" : run.text("promoted"),
                columns.stream().map(column -> shown(run, column)).toList());
    }

    static String shown(RunFacts run, String column) {
        Object value = run.value(column);
        if (!(value instanceof Double number)) {
            return value == null ? "" : value.toString();
        }
        return column.startsWith("params.")
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString() // as it was given
                : Numbers.text(number);
    }

    /** @return whether a column's values on this page are numbers */
    public boolean isNumeric(String column) {
        return numeric.contains(column);
    }

    /** @return the query of the same runs sorted by a key: from the largest, or the other way when it is so already */
    public String sortedBy(String key) {
        return query(key, key.equals(sort) && !ascending ? "asc" : "desc", 0);
    }

    /** @return the query of another page of the same runs */
    public String onPage(int other) {
        return query(sort, ascending ? "asc" : "desc", other);
    }

    private String query(String by, String order, int at) {
        StringBuilder query = new StringBuilder("?sort=" + encoded(by) + "&order=" + order);
        if (!filter.isEmpty()) {
            query.append("&filter=").append(encoded(filter));
        }
        columns.forEach(column -> query.append("&column=").append(encoded(column)));
        return at == 0 ? query.toString() : query + "&page=" + at;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @return ascending, descending or none, as tables say it */
    public String ordered(String key) {
        return key.equals(sort) ? ascending ? "ascending" : "descending" : "none";
    }

    List<RunFacts> chosen() {
        return chosen;
    }

    public List<String> getColumns() {
        return columns;
    }

    public String getFilter() {
        return filter;
    }

    public String getSort() {
        return sort;
    }

    public boolean isAscending() {
        return ascending;
    }

    public int getPage() {
        return page;
    }

    public int getTotal() {
        return all.size();
    }

    public int getCount() {
        return chosen.size();
    }

    public int getFirst() {
        return Math.min(chosen.size(), page * PAGE + 1);
    }

    public int getLast() {
        return Math.min(chosen.size(), (page + 1) * PAGE);
    }

    /** @return what is wrong with the filter, so that all runs are shown; null where nothing is */
    public String getProblem() {
        return problem;
    }

    /** @return keys that are always shown and may be filtered and sorted by */
    public List<String> getAlways() {
        return ALWAYS;
    }
}
