package io.jenkins.plugins.cd4ml.engine.data.propose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractProposalTest {
    @TempDir
    Path folder;

    @Test
    void theDataThatItWasProposedFromKeepIt() throws Exception {
        StringBuilder csv = new StringBuilder("id,x,colour,at,note\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i)
                    .append(',')
                    .append(i % 17 / 4.0)
                    .append(',')
                    .append(i % 3 == 0 ? "red" : "no: [\"\"x")
                    .append(",2026-01-")
                    .append("%02d".formatted(1 + i % 28))
                    .append(" 08:00:00,")
                    .append(i % 9 == 0 ? "" : "n" + i)
                    .append('\n');
        }
        ProjectFolder project = new ProjectFolder(folder)
                .write("d.csv", csv.toString().replace("no: [\"\"x", "\"no: [\"\"x\""))
                .dataset("d.csv", "");
        String yaml = ContractProposal.of(Project.read(folder, null), "d");
        project.write("c.yaml", yaml).dataset("d.csv", ", contract: c.yaml");
        assertEquals("yes: d: 200 rows, 13 checks, valid.", project.says(), yaml);
        assertTrue(
                yaml.contains("logicalType: integer\n        required: true\n        unique: true # all are different"),
                yaml);
        assertTrue(
                yaml.contains(
                        "{metric: invalidValues, arguments: {validValues: [\"no: [\\\"x\", \"red\"]}, mustBe: 0}"),
                yaml);
        assertTrue(yaml.contains("logicalTypeOptions: {minimum: 0, maximum: 4.4} # 0 to 4 seen"), yaml);
        assertTrue(yaml.contains("logicalType: timestamp"), yaml);
    }

    @Test
    void codesAreTextsDaysDatesAndTrueIsABoolean() throws Exception {
        StringBuilder csv = new StringBuilder("zip,day,ok,at,zone,n\n");
        for (int i = 0; i < 30; i++) {
            csv.append("%05d,2026-01-%02d,%s,2026-01-%02dT08:00,2026-01-%02dT08:00%s,%d\n"
                    .formatted(
                            i * 700,
                            1 + i % 28,
                            i % 2 == 0 ? "True" : "False",
                            1 + i % 28,
                            1 + i % 28,
                            i < 9 ? "Z" : "",
                            i % 2));
        }
        ProjectFolder project =
                new ProjectFolder(folder).write("d.csv", csv.toString()).dataset("d.csv", "");
        String yaml = ContractProposal.of(Project.read(folder, null), "d");
        assertTrue(
                yaml.matches(
                        "(?s).*zip.{20,60}logicalType: string.*day.*logicalType: date.*ok.*logicalType: boolean.*at.*"
                                + "logicalType: timestamp.*zone.*logicalType: string.*n.*logicalType: integer.*"),
                yaml);
        project.write("c.yaml", yaml).dataset("d.csv", ", contract: c.yaml");
        assertTrue(project.says().startsWith("yes: "), project.says());
        assertEquals(
                "# 30 rows of d keep c.yaml: nothing to change.\n",
                ContractProposal.changes(Project.read(folder, null), "d", folder.resolve("c.yaml")));
        project.write(
                "d.csv",
                "zip,day,ok,at,n,more\n00001,2026-01-01,True,2026-01-01T08:00,90,x\n".repeat(1)
                        + "00002,2026-01-01,True,2026-01-01T08:00,95,x\n".repeat(20));
        String changes = ContractProposal.changes(Project.read(folder, null), "d", folder.resolve("c.yaml"));
        assertTrue(changes.contains("# 'zone' is not there any more.\n# New: more.\n# No longer kept: n.\n"), changes);
        assertTrue(changes.contains("name: \"more\"") && changes.contains("maximum: 96"), changes);
        assertTrue(!changes.contains("name: \"day\""), changes);
    }

    /** Values that are cut in the profile, rounded bounds, and numbers that are none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.123456789\n0.123456789\n",
                "-123456789.123456\n-123456789.123456\n",
                "nan\n1\n1\n",
                "inf\n-inf\n1\n1\n",
                "%LONG%a\n%LONG%b\n"
            })
    void aProposalHoldsForTheDataItIsOf(String rows) throws Exception {
        String long120 = "z".repeat(120);
        ProjectFolder project = new ProjectFolder(folder)
                .write("d.csv", "x\n" + rows.replace("%LONG%", long120).repeat(20))
                .dataset("d.csv", "");
        project.write("c.yaml", ContractProposal.of(Project.read(folder, null), "d"));
        project.dataset("d.csv", ", contract: c.yaml");
        assertTrue(project.says().startsWith("yes: "), project.says());
    }
}
