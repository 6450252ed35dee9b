package io.jenkins.plugins.cd4ml.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Path;

/** The rooms of the engine as docs/design.md draws them. */
@AnalyzeClasses(packages = "io.jenkins.plugins.cd4ml.engine", importOptions = EngineArchitectureTest.NoTests.class)
class EngineArchitectureTest {
    private static final String ENGINE = "io.jenkins.plugins.cd4ml.engine";

    /** Knows Maven's folders wherever they are; the predefined option expects {@code target/test-classes}. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    @ArchTest
    static final ArchRule noJenkins = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "org.jenkinsci..");

    @ArchTest
    static final ArchRule nothingKnowsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE + ".cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ENGINE + ".cli");

    @ArchTest
    static final ArchRule lineageIsTheGroundFloor = noClasses()
            .that()
            .resideInAPackage(ENGINE + ".lineage")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ENGINE + ".project..",
                    ENGINE + ".data..",
                    ENGINE + ".train..",
                    ENGINE + ".evaluate..",
                    ENGINE + ".gate..",
                    ENGINE + ".registry..",
                    ENGINE + ".deploy..",
                    ENGINE + ".serve..",
                    ENGINE + ".report..");

    /** Rooms that run in the Jenkins controller: no native library, no parser of worker-only files. */
    @ArchTest
    static final ArchRule controllerRoomsAreLight = noClasses()
            .that()
            .resideInAnyPackage(
                    ENGINE,
                    ENGINE + ".lineage..",
                    ENGINE + ".gate..",
                    ENGINE + ".registry..",
                    ENGINE + ".deploy",
                    ENGINE + ".deploy.analysis..",
                    ENGINE + ".deploy.canary..",
                    ENGINE + ".deploy.cluster..",
                    ENGINE + ".deploy.manifest..",
                    ENGINE + ".deploy.oci..",
                    ENGINE + ".deploy.rollout..",
                    ENGINE + ".deploy.target..",
                    ENGINE + ".report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.duckdb..",
                    "ai.djl..",
                    "ai.onnxruntime..",
                    "picocli..",
                    "com.networknt..",
                    "org.jooq..",
                    ENGINE + ".data..",
                    ENGINE + ".train..",
                    ENGINE + ".evaluate..",
                    ENGINE + ".serve..");

    @ArchTest
    static void theDrawingIsTheCode(JavaClasses classes) {
        new Drawing(Path.of("docs/design.puml"), ENGINE).check(classes);
    }

    @ArchTest
    static final ArchRule noCircles =
            SlicesRuleDefinition.slices().matching(ENGINE + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void everyPackageSaysWhatItIsFor(JavaClasses classes) {
        Drawing.everyPackageIsDescribed(classes, Path.of("src/main/java"));
    }
}
