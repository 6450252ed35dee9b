import static io.trino.testing.TestingSession.testSessionBuilder;

import com.google.inject.Key;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.server.security.PasswordAuthenticatorManager;
import io.trino.spi.security.AccessDeniedException;
import io.trino.spi.security.BasicPrincipal;
import io.trino.testing.DistributedQueryRunner;
import java.util.Map;

/**
 * A Trino of one node on loopback, over TLS and with one login and the catalog {@code memory}. Says its port
 * in a line {@code PORT <n>} and ends when its input ends, so that it never outlives the test.
 */
public final class TrinoTestServer {
    private TrinoTestServer() {}

    /** @param arguments the key store, its password, the user's name, the user's password */
    public static void main(String[] arguments) throws Exception {
        DistributedQueryRunner server = DistributedQueryRunner.builder(testSessionBuilder()
                        .setCatalog("memory")
                        .setSchema("default")
                        .build())
                .setNodeCount(1)
                .setExtraProperties(Map.of(
                        "http-server.https.enabled",
                        "true",
                        "http-server.https.port",
                        "0",
                        "http-server.https.keystore.path",
                        arguments[0],
                        "http-server.https.keystore.key",
                        arguments[1],
                        "http-server.authentication.type",
                        "PASSWORD",
                        // must exist, is not read: the test's login is checked below
                        "password-authenticator.config-files",
                        arguments[0]))
                .build();
        server.getCoordinator()
                .getInstance(Key.get(PasswordAuthenticatorManager.class))
                .setAuthenticators((user, password) -> {
                    if (!user.equals(arguments[2]) || !password.equals(arguments[3])) {
                        throw new AccessDeniedException("Invalid credentials");
                    }
                    return new BasicPrincipal(user);
                });
        server.installPlugin(new MemoryPlugin());
        server.createCatalog("memory", "memory", Map.of("memory.max-data-per-node", "512MB"));
        System.out.println("PORT " + server.getCoordinator().getHttpsAddress().getPort());
        while (System.in.read() >= 0) {
            // until the test ends
        }
        System.exit(0);
    }
}
