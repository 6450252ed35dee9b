package io.jenkins.plugins.cd4ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages say is there in Brazilian Portuguese, too: the same keys with the same places for values. */
class TranslationsTest {
    private static final Path ROOT = Path.of("src/main/resources/io/jenkins/plugins/cd4ml");
    private static final Pattern KEY = Pattern.compile("\\$\\{%([^}(]+)(?:\\([^}]*\\))?}");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)");

    private static List<Path> files(String end) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String room : List.of(
                "config", "mirror", "pages", "record", "approval/page", "approval/waiver", "approval/request")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(room))) {
                all.filter(p -> p.getFileName().toString().endsWith(end)).forEach(found::add);
            }
        }
        assertFalse(found.isEmpty(), end);
        return found;
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    private static Path portuguese(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.(jelly|properties)$", "");
        return file.resolveSibling(name + "_pt_BR.properties");
    }

    private static TreeSet<String> places(String text) {
        TreeSet<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }

    private static void same(TreeSet<String> keys, Path file, Properties english) throws IOException {
        Properties translated = read(portuguese(file));
        assertEquals(
                keys,
                new TreeSet<>(translated.stringPropertyNames()),
                portuguese(file).toString());
        for (String key : keys) {
            assertEquals(
                    places(english.getProperty(key, key)),
                    places(translated.getProperty(key)),
                    portuguese(file) + ": " + key);
        }
    }

    @Test
    void viewsAreTranslated() throws IOException {
        for (Path view : files(".jelly")) {
            TreeSet<String> keys = new TreeSet<>();
            Matcher matcher = KEY.matcher(Files.readString(view));
            while (matcher.find()) {
                keys.add(matcher.group(1));
            }
            String name = view.getFileName().toString().replace(".jelly", ".properties");
            same(keys, view, read(view.resolveSibling(name)));
        }
    }

    @Test
    void messagesAreTranslated() throws IOException {
        for (Path messages : files("Messages.properties")) {
            Properties english = read(messages);
            same(new TreeSet<>(english.stringPropertyNames()), messages, english);
        }
    }
}
