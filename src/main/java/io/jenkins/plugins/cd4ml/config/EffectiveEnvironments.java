package io.jenkins.plugins.cd4ml.config;

import hudson.AbortException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;

/**
 * The environments as they hold for an item: those of this Jenkins, and those of the folders around the item. A folder's
 * environment with the name of an outer one tightens it; with a name of its own it is one more, for the folder's items.
 */
public final class EffectiveEnvironments {
    private EffectiveEnvironments() {}

    /** @param item a job or folder; null for those of this Jenkins alone */
    public static List<Environment> of(Item item) {
        Map<String, List<Environment>> layers = new LinkedHashMap<>();
        Map<String, Item> homes = new HashMap<>();
        for (Environment environment : Environments.get().getEnvironments()) {
            layers.computeIfAbsent(environment.getName(), n -> new ArrayList<>())
                    .add(environment);
        }
        for (ItemGroup<?> folder : folders(item)) {
            for (Environment environment : FolderDefinitions.environmentsOf(folder)) {
                if (!layers.containsKey(environment.getName())) {
                    homes.put(environment.getName(), (Item) folder);
                }
                layers.computeIfAbsent(environment.getName(), n -> new ArrayList<>())
                        .add(environment);
            }
        }
        List<Hold> holds = Holds.get().around(item);
        List<Environment> effective =
                layers.values().stream().map(l -> Tightening.of(l, holds)).toList();
        effective.forEach(e -> e.setHome(homes.get(e.getName())));
        return effective;
    }

    /**
     * @param item the job that asks, or the folder
     * @throws AbortException with the names there are, when there is none of that name for this item
     */
    public static Environment named(String name, Item item) throws AbortException {
        List<Environment> all = of(item);
        for (Environment environment : all) {
            if (environment.getName().equals(name)) {
                return environment;
            }
        }
        List<String> names = all.stream().map(Environment::getName).toList();
        throw new AbortException("There is no environment '" + name
                + "'; an administrator defines environments under Manage Jenkins » System, or on a folder around the"
                + " job, and there are: " + (names.isEmpty() ? "none" : String.join(", ", names)) + ".");
    }

    /** @return the folders around the item and itself, the outermost first, without Jenkins itself */
    public static List<ItemGroup<?>> folders(Item item) {
        List<ItemGroup<?>> folders = new ArrayList<>();
        ItemGroup<?> group = item instanceof ItemGroup<?> itself ? itself : item == null ? null : item.getParent();
        while (group instanceof Item folder && !(group instanceof Jenkins)) {
            folders.add(0, group);
            group = folder.getParent();
        }
        return folders;
    }
}
