package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.PostgresServer;

class PostgresRulesPeerTest extends TableRules {
    @Override
    DatabaseServer start() {
        return PostgresServer.start();
    }
}
