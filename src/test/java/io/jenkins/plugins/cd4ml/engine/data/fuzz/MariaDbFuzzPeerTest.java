package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.MariaDbServer;

class MariaDbFuzzPeerTest extends TableFuzz {
    @Override
    DatabaseServer start() {
        return MariaDbServer.start();
    }

    /** Signs of the basic multilingual plane. */
    @Override
    boolean allows(String column) {
        return column.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    @Override
    String sql(String duck) {
        return duck.replaceAll("\\+00:00'|Z'", "'")
                .replaceAll("TIMESTAMP( WITH TIME ZONE)?", "DATETIME(6)")
                .replaceAll("AS VARCHAR\\)", "AS CHAR CHARACTER SET utf8mb4)")
                .replaceAll("CAST\\('(true|false)' AS BOOLEAN\\)", "$1")
                .replaceAll("AS (BIGINT|INTEGER)\\)", "AS SIGNED)");
    }
}
