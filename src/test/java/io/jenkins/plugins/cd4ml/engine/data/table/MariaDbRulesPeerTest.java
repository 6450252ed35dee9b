package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.MariaDbServer;

class MariaDbRulesPeerTest extends TableRules {
    @Override
    DatabaseServer start() {
        return MariaDbServer.start();
    }
}
