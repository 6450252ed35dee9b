package io.jenkins.plugins.cd4ml.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

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
    static final ArchRule arrowsPointDown = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy(ENGINE + ".cli..")
            .layer("deploy")
            .definedBy(ENGINE + ".deploy..", ENGINE + ".serve..")
            .layer("registry")
            .definedBy(ENGINE + ".registry..")
            .layer("gate")
            .definedBy(ENGINE + ".gate..")
            .layer("evaluate")
            .definedBy(ENGINE + ".evaluate..")
            .layer("train")
            .definedBy(ENGINE + ".train..")
            .layer("data")
            .definedBy(ENGINE + ".data..")
            .layer("project")
            .definedBy(ENGINE + ".project..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("deploy")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("cli", "deploy")
            .whereLayer("gate")
            .mayOnlyBeAccessedByLayers("cli", "deploy", "registry")
            .whereLayer("evaluate")
            .mayOnlyBeAccessedByLayers("cli", "deploy")
            .whereLayer("train")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("cli", "evaluate", "train");
}
