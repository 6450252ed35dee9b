package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.TrinoServer;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class TrinoRulesPeerTest extends TableRules {
    @Override
    DatabaseServer start() {
        return TrinoServer.start();
    }

    @Test
    void theSessionIsInUtcWhereverTheMachineIs() {
        TimeZone own = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        try {
            server.create("zoned", "x integer", List.of("(1)"));
            project.contract("{name: x, logicalType: integer, quality: [{type: sql, mustBe: 1, query: \"SELECT"
                            + " count(*) FROM ${object} WHERE current_timezone() = 'UTC'\"}]}")
                    .table("url: \"" + server.url() + "\", table: zoned", ", contract: c.yaml");
            assertEquals("yes: d: 1 rows, 2 checks, valid.", project.says());
        } finally {
            TimeZone.setDefault(own);
        }
    }
}
