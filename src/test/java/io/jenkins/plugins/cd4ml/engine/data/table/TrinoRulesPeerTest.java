package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.TrinoServer;

class TrinoRulesPeerTest extends TableRules {
    @Override
    DatabaseServer start() {
        return TrinoServer.start();
    }
}
