package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.PostgresServer;

class PostgresRulesPeerTest extends TableRules {
    @Override
    DatabaseServer start() {
        return PostgresServer.start();
    }
}
