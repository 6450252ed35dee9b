package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.TrinoServer;
import java.util.stream.IntStream;

class TrinoStatisticsPeerTest extends TableStatistics {
    @Override
    DatabaseServer start() {
        return TrinoServer.start();
    }

    @Override
    IntStream profiled() {
        return IntStream.of(0, 1, 400);
    }

    @Override
    IntStream compared() {
        return IntStream.of(1, 1000);
    }
}
