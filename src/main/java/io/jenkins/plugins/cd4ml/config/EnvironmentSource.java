package io.jenkins.plugins.cd4ml.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.ItemGroup;
import java.util.List;

/** Where environments of folders come from; apart, because folders are a plugin that need not be there. */
interface EnvironmentSource extends ExtensionPoint {
    /** @return those that this folder itself defines; empty for none */
    List<Environment> of(ItemGroup<?> folder);

    static ExtensionList<EnvironmentSource> all() {
        return ExtensionList.lookup(EnvironmentSource.class);
    }
}
