package io.jenkins.plugins.cd4ml.pages.document;

import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A name and its value in {@code api/json}. A map would not do: Stapler writes its keys as they are, and names of metrics
 * come from agents.
 */
@ExportedBean(defaultVisibility = 9)
public final class NamedValue {
    private final String name;
    private final Object value;

    public NamedValue(String name, Object value) {
        this.name = name;
        this.value = value;
    }

    /** @return an element for each entry, in the map's order */
    public static List<NamedValue> of(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(e -> new NamedValue(e.getKey(), e.getValue()))
                .toList();
    }

    @Exported
    public String getName() {
        return name;
    }

    /** @return a number or a text */
    @Exported
    public Object getValue() {
        return value;
    }
}
