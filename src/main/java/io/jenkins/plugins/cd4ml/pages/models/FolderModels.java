package io.jenkins.plugins.cd4ml.pages.models;

import hudson.Extension;
import hudson.model.AbstractItem;
import hudson.model.Action;
import hudson.model.ItemGroup;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** The models of a folder, in its side panel. */
public final class FolderModels extends ModelsAction {
    FolderModels(String folder) {
        super(folder);
    }

    /** Folders are items that hold items, whichever plugin they come from. */
    @Extension
    public static final class Factory extends TransientActionFactory<AbstractItem> {
        @Override
        public Class<AbstractItem> type() {
            return AbstractItem.class;
        }

        @Override
        public Collection<? extends Action> createFor(AbstractItem item) {
            return item instanceof ItemGroup ? List.of(new FolderModels(item.getFullName())) : List.of();
        }
    }
}
