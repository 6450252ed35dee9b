package io.jenkins.plugins.cd4ml;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.jenkins.plugins.cd4ml.engine.Drawing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The rules of docs/design.md that a compiler does not check. */
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.cd4ml.";
    /** Libraries that come in packs, see docs/packs.md. */
    private static final String PACKS = "(xgboost4j|kryo|trino-jdbc|commons-logging).*";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jenkins.plugins.cd4ml");

    @Test
    void theDrawingIsTheCode() {
        new Drawing(Path.of("docs/design.puml"), ROOT).check(CLASSES);
    }

    @Test
    void noTwoPackagesUseEachOther() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Drawing.everyPackageIsDescribed(CLASSES, Path.of("src/main/java"));
    }

    @Test
    void theEngineKnowsNoJenkins() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..")
                .check(CLASSES);
    }

    @Test
    void whatTheControllerLoadsNeedsNoLibraryOfTheWorker() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "steps..",
                        ROOT + "worker..",
                        ROOT + "approval..",
                        ROOT + "pages..",
                        ROOT + "access..",
                        ROOT + "config..",
                        ROOT + "record..",
                        ROOT + "engine",
                        ROOT + "engine.lineage..",
                        ROOT + "engine.gate..",
                        ROOT + "engine.registry..",
                        ROOT + "engine.deploy",
                        ROOT + "engine.deploy.cluster..",
                        ROOT + "engine.deploy.manifest..",
                        ROOT + "engine.deploy.rollout..",
                        ROOT + "engine.deploy.target..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.duckdb..", "ai.djl..", "ai.onnxruntime..", "picocli..", "com.networknt..", "org.jooq..")
                .check(CLASSES);
    }

    /** What the engine is compiled against is on its class path in Jenkins only if pom.xml copies it for the worker. */
    @Test
    void whatTheEngineCallsIsShippedWithTheWorker() throws Exception {
        Set<String> shipped;
        try (Stream<Path> files = Files.list(Path.of("target/classes/META-INF/cd4ml/lib"))) {
            shipped = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
        Set<String> missing = CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith(ROOT + "engine")
                        && !c.getPackageName().startsWith(ROOT + "engine.deploy")) // runs on the controller
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getBaseComponentType())
                .flatMap(c -> c.getSource().stream())
                .map(source -> source.getUri().toString())
                .filter(uri -> uri.startsWith("jar:file:"))
                .map(uri -> uri.replaceAll("!.*", "").replaceAll(".*/", ""))
                .filter(jar -> !shipped.contains(jar) && !jar.matches(PACKS))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }

    @Test
    void whatAPageCallsIsPostedOrExplicitlyRead() {
        methods()
                .that()
                .arePublic()
                .and()
                .haveNameMatching("do[A-Z].*")
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + "engine..")
                .should(new ArchCondition<JavaMethod>("say POST, or GET when they only read") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean form = method.getName().matches("do(Fill|Check).*");
                        boolean posted =
                                method.isAnnotatedWith(RequirePOST.class) || method.isAnnotatedWith(POST.class);
                        if (!posted && (form || !method.isAnnotatedWith(GET.class))) {
                            events.add(
                                    SimpleConditionEvent.violated(method, method.getFullName() + " takes any request"));
                        }
                    }
                })
                .check(CLASSES);
    }
}
