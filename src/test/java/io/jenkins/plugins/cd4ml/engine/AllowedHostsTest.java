package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://Warehouse:6432/shop warehouse:6432/shop",
                "jdbc:postgresql://warehouse/shop?ssl=true warehouse:5432/shop",
                "jdbc:postgresql://warehouse. warehouse:5432/",
                "jdbc:postgresql://a:1,b/my%20shop a:1/my+shop,b:5432/my+shop",
                "jdbc:postgresql://[::1]:6432/shop [::1]:6432/shop",
                "jdbc:postgresql:///shop localhost:5432/shop",
                "jdbc:postgresql:shop localhost:5432/shop",
                "jdbc:trino://lake/hive/sales?SSL=true lake:443/hive/sales",
                "jdbc:trino://lake:8080/hive lake:8080/hive",
                "jdbc:trino://lake lake:80/",
                "jdbc:snowflake://A.snowflakecomputing.com/?db=S a.snowflakecomputing.com:443/",
                "jdbc:databricks://h/default;httpPath=/sql/1 h:443/default",
                "jdbc:bigquery://https://www.googleapis.com/bigquery/v2:443;ProjectId=p www.googleapis.com:443/",
                "jdbc:mysql://shop/orders shop:3306/orders",
                "jdbc:mariadb://shop:3307/orders?sslMode=verify-full shop:3307/orders"
            })
    void anAddressSaysWhichServersADriverWouldCall(String url, String servers) {
        assertEquals(
                servers.replace('+', ' '),
                String.join(
                        ",",
                        ServerAddress.ofDatabase(url).stream()
                                .map(s -> s.shown() + "/" + s.database())
                                .toList()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:oracle:thin:@warehouse",
                "jdbc:mariadb://a,b/shop",
                "jdbc:databricks://h;httpPath=/x@evil",
                "jdbc:bigquery://https://evil.example/bigquery/v2:443;ProjectId=p",
                "jdbc:mariadb:///shop",
                "jdbc:mariadb:replication://a/shop",
                "jdbc:mysql://address=(host=evil)(port=1)/shop",
                "jdbc:postgresql://evil@warehouse/shop",
                "jdbc:postgresql://warehouse\\.evil/shop",
                "jdbc:postgresql://evil#warehouse/shop",
                "jdbc:postgresql://evil%2ewarehouse/shop",
                "jdbc:postgresql://warehouse:5432:evil/shop",
                "jdbc:postgresql://warehouse,/shop",
                "jdbc:postgresql://warehouse /shop",
                "jdbc:postgresql://warehouse/sh%zzop",
                "jdbc:postgresql:warehouse/shop",
                "jdbc:trino:hive",
                "jdbc:trino://a,b/hive",
                "JDBC:postgresql://warehouse/shop",
                " jdbc:postgresql://warehouse/shop",
                ""
            })
    void whatCouldBeReadInMoreThanOneWayIsNone(String url) {
        assertEquals(List.of(), ServerAddress.ofDatabase(url));
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse, warehouse:6432/shop, true",
        "warehouse:5432, warehouse:6432/shop, false",
        "WAREHOUSE:5432, warehouse/shop, true",
        "*.db.example.com, a.db.example.com/shop, true",
        "*.db.example.com, a.b.db.example.com/shop, false",
        "**.db.example.com, a.b.db.example.com/shop, true",
        "*.db.example.com, evil.com/shop, false",
        "*.db.example.com, a.db.example.com.evil.com/shop, false",
        "*, evil.com/shop, false",
        "warehouse/shop, warehouse/shop, true",
        "warehouse/shop, warehouse/shop2, false",
        "warehouse/shop*, warehouse/shop2, true",
        "warehouse:5432/shop, warehouse/other, false",
        "warehouse, 'warehouse,evil/shop', false",
        "[::1]:5432, [::1]/shop, true",
        "[::1], [::2]/shop, false",
        "jdbc:postgresql://warehouse/shop, warehouse/shop, false",
        "'', warehouse/shop, false"
    })
    void onlyListedServersAreAllowed(String patterns, String rest, boolean allowed) {
        AllowedHosts hosts = AllowedHosts.of(patterns);
        assertEquals(allowed, hosts.refused(ServerAddress.ofDatabase("jdbc:postgresql://" + rest)) == null, patterns);
    }

    @Test
    void aPatternThatIsNoneIsNamed() {
        assertNull(AllowedHosts.of("a, b:1\n*.c/d [::1]:2").malformed());
        for (String wrong : new String[] {"https://a", "a:b", "a:123456", "a/", "user@a"}) {
            assertEquals(wrong, AllowedHosts.of("ok " + wrong).malformed());
        }
    }

    @Test
    void aClustersServerIsOneOfThem() {
        AllowedHosts hosts = AllowedHosts.of("k8s.example.com:6443");
        assertNull(hosts.refused(List.of(ServerAddress.ofServer(URI.create("https://K8s.example.com:6443/")))));
        assertEquals(
                "k8s.example.com:443",
                hosts.refused(List.of(ServerAddress.ofServer(URI.create("https://k8s.example.com"))))
                        .shown());
    }
}
