package io.jenkins.plugins.cd4ml.engine.data.table;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.AllowedHosts;
import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any database is asked. */
class TableSourceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "url: 'jdbc:postgresql://h/d', table: t, query: SELECT 1 | one of the keys 'query', 'table' must be"
                        + " there, and only one",
                "url: 'jdbc:postgresql://h/d' | one of the keys 'query', 'table' must be there, and only one",
                "url: 'jdbc:oracle:thin:@h', table: t | no dialect for 'oracle'",
                "url: 'jdbc:h2:mem:x;INIT=RUNSCRIPT', table: t | no dialect for 'h2'",
                "url: 'http://h', table: t | no dialect for this address",
                "url: 'jdbc:postgresql://u:p@h/d', table: t | has a login in it; name credentials instead",
                "url: 'jdbc:postgresql://h/d?ssl=true&PassWord=x', table: t | has a login in it; name credentials"
                        + " instead",
                "url: 'jdbc:postgresql://h/d?user=x', table: t | has a login in it; name credentials instead",
                "url: 'jdbc:postgresql://h/d?socketFactory=evil.Factory', table: t | 'socketfactory' is not allowed",
                "url: 'jdbc:postgresql://h/d?sslrootcert=x&loggerFile=/etc/x', table: t | 'loggerfile' is not allowed",
                "url: 'jdbc:trino://h/c/s?SSL=true&accessToken=x', table: t | has a login in it; name credentials"
                        + " instead",
                "url: 'jdbc:trino://h/c/s?user=x', table: t | has a login in it; name credentials instead",
                "url: 'jdbc:trino://h/c/s?extraCredentials=a:b', table: t | has a login in it; name credentials"
                        + " instead",
                "url: 'jdbc:trino://h/c/s?SSL=true&SSLVerification=NONE', table: t | 'NONE' would give the password to"
                        + " whoever answers",
                "url: 'jdbc:trino://h/c/s?SSL=true&SSLVerification=n%6fne', table: t | 'NONE' would give the password"
                        + " to whoever answers",
                "url: 'jdbc:trino://h/c/s?sessionUser=root', table: t | 'sessionuser' is not allowed",
                "url: 'jdbc:trino://h/c/s?externalAuthentication=true', table: t | 'externalauthentication' is not"
                        + " allowed",
                "url: 'jdbc:trino://h/c/s?SSLKeyStorePath=/k', table: t | 'sslkeystorepath' is not allowed",
                "url: 'jdbc:trino://h/c/s?sessionProperties=query_priority:1;hive.x:true', table: t | the session"
                        + " property 'hive.x' is not allowed",
                "url: 'jdbc:mariadb://h/d?allowLocalInfile=true', table: t | 'allowlocalinfile' is not allowed",
                "url: 'jdbc:snowflake://h/?db=S&private_key_file=/k', table: t | 'private_key_file' is not allowed",
                "url: 'jdbc:snowflake://h/?password=x', table: t | has a login in it",
                "url: 'jdbc:databricks://h;httpPath=/x;PWD=x', table: t | has a login in it",
                "url: 'jdbc:databricks://h;httpPath=/x;ssl=0', table: t | a token is sent over TLS only",
                "url: 'jdbc:databricks://h;httpPath=/x;VolumeOperationAllowedLocalPaths=/', table: t |"
                        + " 'volumeoperationallowedlocalpaths' is not allowed",
                "url: 'jdbc:bigquery://https://www.googleapis.com/bigquery/v2:443;OAuthPvtKeyPath=/k', table: t | has"
                        + " a login in it",
                "url: 'jdbc:bigquery://https://www.googleapis.com/bigquery/v2:443;EndpointOverrides=x', table: t |"
                        + " 'endpointoverrides' is not allowed",
                "url: 'jdbc:mysql://h/d?sessionVariables=x=1', table: t | 'sessionvariables' is not allowed",
                "url: 'jdbc:mariadb://h/d?user=root', table: t | has a login in it; name credentials instead",
                "url: 'jdbc:mariadb://h/d?sslMode=tru%73t', table: t | 'trust' would encrypt for whoever answers",
                "url: 'jdbc:postgresql://h/d', table: 'a..b' | is no name of a table",
                "url: 'jdbc:postgresql://h/d', table: '\"a' | is no name of a table",
                "url: 'jdbc:postgresql://h/d', query: SELECT 1; DROP TABLE t | one SELECT without ';'",
                "url: 'jdbc:postgresql://h/d', table: t, password: x | unknown key 'password'",
            })
    void isRefusedInOneSentence(String jdbc, String expected) {
        String says = new ProjectFolder(folder).table(jdbc, "").says();
        assertTrue(says.startsWith("input: ") && says.contains("cd4ml.yaml line 3"), says);
        assertTrue(says.contains(expected), says);
    }

    @Test
    void credentialsAreNeeded() {
        ProjectFolder project = new ProjectFolder(folder);
        project.write("cd4ml.yaml", "model: m\ndata:\n  d: {jdbc: {url: 'jdbc:postgresql://h/d', table: t}}\n");
        assertTrue(project.says().contains("the key 'credentials' is missing"), project.says());
        project.write(
                "cd4ml.yaml",
                "model: m\ndata:\n  d: {jdbc: {url: 'jdbc:postgresql://h/d', table: t, credentials: lake-9}}\n");
        assertTrue(
                project.says().contains("set CD4ML_JDBC_LAKE_9_USER and CD4ML_JDBC_LAKE_9_PASSWORD"), project.says());
    }

    @Test
    void aDatasetIsAFileOrATable() {
        String says = new ProjectFolder(folder)
                .table("url: 'jdbc:postgresql://h/d', table: t", ", path: x.csv")
                .says();
        assertTrue(says.contains("one of the keys 'jdbc', 'path' must be there, and only one"), says);
        says = new ProjectFolder(folder)
                .write("x.csv", "a\n1\n")
                .dataset("x.csv", ", reference: {table: t}")
                .says();
        assertTrue(says.contains("is a table, which only a dataset with 'jdbc' is compared with"), says);
    }

    @Test
    void aDatabaseThatIsNotThereIsOneSentence() {
        String says = new ProjectFolder(folder)
                .table("url: 'jdbc:postgresql://127.0.0.1:1/d?connectTimeout=5', table: t", "")
                .says();
        assertTrue(says.contains("cd4ml.yaml line 3") && says.contains("the database cannot be read"), says);
    }

    @Test
    void severalServersOrNoneAreNoAddressOfMariaDb() {
        for (String url : new String[] {
            "jdbc:mariadb://a,b/d", "jdbc:mariadb:///d", "jdbc:mysql://address=(host=a)(localSocket=/s)/d"
        }) {
            String says = new ProjectFolder(folder)
                    .table("url: '" + url + "', table: t", "")
                    .says();
            assertTrue(says.contains("cd4ml.yaml line 3") && says.contains("is no address of M"), says);
        }
    }

    @Test
    void aDriverThatIsNotThereIsNamedWithItsPack() {
        String says = new ProjectFolder(folder)
                .table("url: 'jdbc:snowflake://127.0.0.1:1/?db=S', table: T", "")
                .says();
        assertTrue(
                says.contains("Snowflake's driver is not here; install the pack snowflake, see docs/packs.md."), says);
        says = new ProjectFolder(folder)
                .table("url: 'jdbc:bigquery://https://www.googleapis.com/bigquery/v2:443;ProjectId=p', table: t", "")
                .says();
        assertTrue(says.contains("BigQuery's driver is not here; put it on the class path"), says);
    }

    @Test
    void aLoginDoesNotPrintItsPassword() {
        assertFalse(new DatabaseLogin("u", "secret", AllowedHosts.ANYWHERE)
                .toString()
                .contains("secret"));
    }
}
