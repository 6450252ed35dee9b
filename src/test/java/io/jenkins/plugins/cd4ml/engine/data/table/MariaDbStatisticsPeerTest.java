package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.MariaDbServer;
import java.util.stream.IntStream;

class MariaDbStatisticsPeerTest extends TableStatistics {
    @Override
    DatabaseServer start() {
        return MariaDbServer.start();
    }

    @Override
    IntStream profiled() {
        return IntStream.of(0, 1, 2, 7, 400);
    }

    @Override
    IntStream compared() {
        return IntStream.of(1, 2, 30, 3000);
    }
}
