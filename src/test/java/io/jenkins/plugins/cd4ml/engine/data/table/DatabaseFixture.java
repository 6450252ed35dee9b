package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests against one real database, which all tests of a class share; each has a project of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseFixture {
    DatabaseServer server;

    @TempDir
    Path folder;

    ProjectFolder project;

    abstract DatabaseServer start();

    @BeforeAll
    void open() {
        server = start();
    }

    @AfterAll
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }
}
