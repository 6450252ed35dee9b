package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.PostgresServer;

class PostgresFuzzPeerTest extends TableFuzz {
    @Override
    DatabaseServer start() {
        return PostgresServer.start();
    }

    @Override
    String sql(String duck) {
        return duck.replaceAll("\\bDOUBLE\\b", "DOUBLE PRECISION");
    }
}
