package io.jenkins.plugins.cd4ml.engine.data.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header that is not the contract's does not pass because nothing could be checked. */
class HeaderCheckTest {
    @TempDir
    Path folder;

    private String says(String csv) {
        return new ProjectFolder(folder)
                .contract("{name: id, logicalType: integer}", "{name: v, logicalType: number}")
                .write("d.csv", csv)
                .dataset("d.csv", ", contract: c.yaml")
                .says();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "|", "\t", ":"})
    void ofAnotherSeparatorIsAnErrorThatNamesIt(String separator) {
        String says = says("id" + separator + "v\n1" + separator + "2\n");
        assertTrue(says.startsWith("no: d is invalid: d.csv has none of the contract's columns (id, v)"), says);
        assertTrue(says.contains("its separator were '"), says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID", " id", "id ", "\u00a0id", "'id'", "Id_"})
    void ofAlmostTheSameNameIsAnError(String name) {
        String says = says(name + ",v\n1,2\n");
        assertTrue(says.startsWith("no: d is invalid: d.csv has no column 'id', but '"), says);
    }

    @Test
    void withoutAnOptionalColumnIsAWarning() {
        assertEquals("yes: d: 1 rows, 1 checks, valid with 1 warnings: d.csv has no column 'v'.", says("id,w\n1,2\n"));
    }
}
