package io.jenkins.plugins.cd4ml.engine.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFilesTest {
    private static final String SEEN = "rows: visits\nentity: [person]\nat: day\nfrom:\n  tests: {at: day}\n";

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void project() throws Exception {
        folder = Files.createDirectories(temporary.resolve("project/features")).getParent();
        write("cd4ml.yaml", "model: m\n");
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    private Project read() {
        return Project.read(folder, null);
    }

    private String refused() {
        String message = assertThrows(InputException.class, this::read).getMessage();
        assertFalse(message.contains("\n"), message);
        return message.replace(folder.toString(), "DIR");
    }

    private String refused(String yaml) throws Exception {
        write("features/seen.yaml", yaml);
        return refused();
    }

    @Test
    void filesAndSectionAreOneSet() throws Exception {
        write("cd4ml.yaml", "model: m\nfeatures:\n  here:\n    " + SEEN.strip().replace("\n", "\n    ") + "\n");
        write("features/seen.yaml", SEEN);
        write("features/other.YML", "name: told\n" + SEEN);
        write("features/.hidden.yaml", "no: features");
        write("features/README.md", "no features");
        Project project = read();
        List<String> names = new ArrayList<>();
        project.section("features").fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("here", "seen", "told"), names);
        assertEquals(project.root().at("/features/here"), project.root().at("/features/told"));
        assertEquals("features/other.YML", project.file("/features/told"));
        assertEquals("cd4ml.yaml", project.file("/features/here"));
        assertEquals(
                "DIR/features/seen.yaml line 3 (at)",
                project.place("/features/seen/at").replace(folder.toString(), "DIR"));
    }

    @Test
    void overridesReachIntoFiles() throws Exception {
        write("features/seen.yaml", SEEN);
        Project project = Project.read(
                folder,
                Json.object()
                        .set("features", Json.object().set("seen", Json.object().put("at", "hour"))));
        assertEquals("hour", project.root().at("/features/seen/at").asText());
    }

    @Test
    void aRecordedProjectHasThemAlready() throws Exception {
        write("features/seen.yaml", SEEN);
        Json.write(folder.resolve("cd4ml.yaml"), read().root());
        assertTrue(Project.recorded(folder).root().at("/features/seen").isObject());
    }

    @Test
    void oneNameTwiceNamesBothPlaces() throws Exception {
        write("features/a.yaml", "name: seen\n" + SEEN);
        assertEquals(
                "DIR/features/a.yaml line 1 and DIR/features/seen.yaml line 1 both define the features 'seen';"
                        + " give one of them another name.",
                refused(SEEN));
        Files.delete(folder.resolve("features/a.yaml"));
        write("cd4ml.yaml", "model: m\nfeatures:\n  seen: {}\n");
        assertEquals(
                "DIR/cd4ml.yaml line 3 (features.seen) and DIR/features/seen.yaml line 1 both define the features"
                        + " 'seen'; give one of them another name.",
                refused());
        Files.delete(folder.resolve("features/seen.yaml"));
        write("cd4ml.yaml", "model: m\n");
        write("features/x.yaml", SEEN);
        write("features/x.yml", SEEN);
        assertTrue(refused().startsWith("DIR/features/x.yaml line 1 and DIR/features/x.yml line 1 both"));
    }

    @Test
    void mistakesNameTheFileAndItsLine() throws Exception {
        assertEquals(
                "DIR/features/seen.yaml line 6 (form): unknown key 'form';"
                        + " known here: at, description, entity, from, rows.",
                refused(SEEN + "form: x\n"));
        assertEquals("DIR/features/seen.yaml line 1: the key 'at' is missing.", refused(SEEN.replace("\nat: day", "")));
        assertTrue(refused("a: b: c\n").startsWith("DIR/features/seen.yaml line 1 is not YAML: "));
        assertEquals(
                "DIR/features/seen.yaml is empty; it must have 'rows', 'entity', 'at' and 'from', or be removed.",
                refused("# later\n"));
        assertEquals(
                "DIR/features/seen.yaml line 1 must be a mapping with 'rows', 'entity', 'at' and 'from'.",
                refused("- " + SEEN.strip().replace("\n", "\n  ")));
        assertEquals(
                "DIR/features/seen.yaml line 1 (name): the name must be a text of letters, digits, _ and -,"
                        + " at most 63.",
                refused("name: ../../seen\n" + SEEN));
        assertTrue(refused(SEEN + "---\n" + SEEN).startsWith("DIR/features/seen.yaml line 6 is not YAML: "));
        assertEquals(
                "DIR/features/seen.yaml line 6 is not YAML: Global tag is not allowed: tag:yaml.org,2002:java.io.File.",
                refused(SEEN + "description: !!java.io.File [x]\n"));
    }

    @Test
    void aFileThatCannotGiveANameMustSayOne() throws Exception {
        write("features/my features\n.yaml", SEEN);
        assertEquals(
                "DIR/features/my features?.yaml: 'my features?' cannot be the name of features; rename the file"
                        + " or write a 'name:' of letters, digits, _ and - into it.",
                refused());
        write("features/my features\n.yaml", "a: b: c");
        assertTrue(refused().startsWith("DIR/features/my features?.yaml line 1 is not YAML: "));
        write("features/my features\n.yaml", "name: mine\n" + SEEN);
        assertTrue(read().root().at("/features/mine").isObject());
    }

    @Test
    void linksOutOfTheProjectAreRefused() throws Exception {
        Path outside = Files.writeString(temporary.resolve("secret.yaml"), SEEN);
        Files.createSymbolicLink(folder.resolve("features/seen.yaml"), outside);
        assertEquals(
                "DIR/features/seen.yaml is a link that leads out of the project; put the file there itself.",
                refused());
        Files.delete(folder.resolve("features/seen.yaml"));
        write("real.yaml", SEEN);
        Files.createSymbolicLink(folder.resolve("features/seen.yaml"), folder.resolve("real.yaml"));
        assertTrue(read().root().at("/features/seen").isObject());
        Files.delete(folder.resolve("real.yaml"));
        assertEquals("DIR/features/seen.yaml cannot be read: it does not exist.", refused());
    }

    @Test
    void whatIsNoDescriptionIsRefused() throws Exception {
        Files.createDirectory(folder.resolve("features/seen.yaml"));
        assertEquals("DIR/features/seen.yaml is not a file; features are defined in files.", refused());
        Files.delete(folder.resolve("features/seen.yaml"));
        assertEquals(
                "DIR/features/seen.yaml has more than 4 MiB; a description of that size is a mistake.",
                refused("#".repeat(10_000_000)));
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
        for (int i = 1; i <= 16; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertEquals(
                "DIR/features/seen.yaml is not YAML: its aliases repeat more than 100000 values.",
                refused(bomb.toString()));
        Files.write(folder.resolve("features/seen.yaml"), new byte[] {(byte) 0xff, 'a'});
        assertEquals("DIR/features/seen.yaml is not UTF-8 text; save it as UTF-8.", refused());
        Files.delete(folder.resolve("features/seen.yaml"));
        for (int i = 0; i <= 1000; i++) {
            write("features/f" + i + ".yaml", "");
        }
        assertEquals("DIR/features has more than 1000 YAML files; that many features are a mistake.", refused());
    }
}
