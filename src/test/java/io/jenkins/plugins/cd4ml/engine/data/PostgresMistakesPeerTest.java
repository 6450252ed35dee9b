package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresMistakesPeerTest extends TableMistakes {
    @Override
    DatabaseServer start() {
        return PostgresServer.start();
    }

    @Override
    int together() {
        return new PostgresDialect(Map.of()).together();
    }

    /** Trino has no such tables. */
    @Test
    void aTableWithoutColumnsIsOneSentence() {
        server.execute("CREATE TABLE bare ()");
        oneSentence(says("table: bare", ""), "bare has no columns");
    }
}
