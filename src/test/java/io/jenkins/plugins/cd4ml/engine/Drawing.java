package io.jenkins.plugins.cd4ml.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The components and arrows of docs/design.puml, held against the code in both directions. */
public final class Drawing {
    private static final Pattern COMPONENT = Pattern.compile("\\[(\\w+)] <<([\\w.]+)\\.\\.>>");
    private static final Pattern ARROW = Pattern.compile("\\[(\\w+)] --> \\[(\\w+)]");

    private final Path file;
    private final Map<String, String> packages = new LinkedHashMap<>();
    private final String text;
    private final String within;

    /** @param within components of other packages are left out */
    public Drawing(Path file, String within) {
        this.file = file;
        this.within = within;
        try {
            this.text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher component = COMPONENT.matcher(text);
        while (component.find()) {
            if (component.group(2).startsWith(within)) {
                packages.put(component.group(1), component.group(2));
            }
        }
    }

    public void check(JavaClasses code) {
        DescribedPredicate<JavaClass> drawn = DescribedPredicate.describe(
                "are in the drawing", c -> packages.values().stream().anyMatch(p -> in(c, p)));
        try {
            classes()
                    .that(drawn)
                    .should(adhereToPlantUmlDiagram(file.toUri().toURL(), consideringOnlyDependenciesInDiagram()))
                    .check(code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertEquals(List.of(), surplus(code), "arrows of " + file + " that no class follows");
    }

    private List<String> surplus(JavaClasses code) {
        Matcher arrow = ARROW.matcher(text);
        TreeSet<String> none = new TreeSet<>();
        while (arrow.find()) {
            String from = packages.get(arrow.group(1));
            String to = packages.get(arrow.group(2));
            if (from != null
                    && to != null
                    && code.stream()
                            .filter(c -> in(c, from))
                            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                            .noneMatch(d -> in(d.getTargetClass(), to))) {
                none.add(arrow.group());
            }
        }
        return List.copyOf(none);
    }

    private static boolean in(JavaClass c, String room) {
        return c.getPackageName().equals(room) || c.getPackageName().startsWith(room + ".");
    }

    /** Each package has a {@code package-info.java}, which says what is in the room and what may not be. */
    public static void everyPackageIsDescribed(JavaClasses code, Path sources) {
        TreeSet<String> silent = new TreeSet<>();
        for (JavaClass c : code) {
            if (!Files.exists(
                    sources.resolve(c.getPackageName().replace('.', '/')).resolve("package-info.java"))) {
                silent.add(c.getPackageName());
            }
        }
        assertEquals(List.of(), List.copyOf(silent), "packages without package-info.java");
    }
}
