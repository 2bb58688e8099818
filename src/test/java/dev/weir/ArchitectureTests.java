package dev.weir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.weir", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule NOBODY_DEPENDS_ON_THE_SERVICE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.service..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.service..")
            .allowEmptyShould(true);
}
