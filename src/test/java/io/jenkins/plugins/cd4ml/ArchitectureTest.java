package io.jenkins.plugins.cd4ml;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.jenkins.plugins.cd4ml.engine.Drawing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The rules of docs/design.md that a compiler does not check. */
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.cd4ml.";
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
