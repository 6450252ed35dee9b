package io.jenkins.plugins.cd4ml.config;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.listeners.ItemListener;

/** Lets holds follow a folder that is renamed or moved: else that would lift them. */
@Extension
public final class HoldsOfMovedFolders extends ItemListener {
    /** Called for the folder and for each item in it. */
    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        if (item instanceof ItemGroup<?>) {
            Holds.get().moved(oldFullName, newFullName);
        }
    }
}
