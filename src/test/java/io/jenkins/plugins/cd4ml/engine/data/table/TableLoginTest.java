package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.AllowedHosts;
import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.LeakyDatabase;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableConnection;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a password. */
class TableLoginTest {
    @Test
    void whatADatabaseRepeatsOfThePasswordIsMasked() throws Exception {
        try (LeakyDatabase database = new LeakyDatabase()) {
            DatabaseLogin login = new DatabaseLogin("me", "s3cret/word", AllowedHosts.ANYWHERE);
            TableSource source = new TableSource(database.url(), "t", null, "here", "cd4ml.yaml line 3");
            String says = assertThrows(InputException.class, () -> TableConnection.open(source, login))
                    .getMessage();
            assertTrue(says.contains("no **** and no **** and no "), says);
            assertEquals(1, database.callers());
        }
    }

    @Test
    void aLoginWithAListGoesNowhereElse() {
        DatabaseLogin login = DatabaseLogin.of(
                "here",
                Map.of(
                        DatabaseLogin.userVariable("here"), "me",
                        DatabaseLogin.passwordVariable("here"), "s3cret",
                        DatabaseLogin.hostsVariable("here"), "warehouse:5432"),
                "here");
        login.check("jdbc:postgresql://warehouse/shop", "here");
        for (String url : new String[] {"jdbc:postgresql://evil/shop", "jdbc:postgresql://warehouse@evil/shop"}) {
            assertThrows(InputException.class, () -> login.check(url, "here"), url);
        }
    }
}
