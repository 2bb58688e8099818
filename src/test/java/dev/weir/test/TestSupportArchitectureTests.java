package dev.weir.test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What applications test with is compiled beside this project's own tests, and must not need them. */
@AnalyzeClasses(packages = "dev.weir.test", importOptions = TestSupportArchitectureTests.WithoutTests.class)
class TestSupportArchitectureTests {

    @ArchTest
    static final ArchRule NEEDS_NO_TEST_OF_WEIR = classes()
            .that()
            .resideInAPackage("dev.weir.test..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("dev.weir..")
                    .or(resideInAPackage("dev.weir.test.."))
                    .or(resideInAPackage("dev.weir.stream.."))
                    .or(resideInAPackage("dev.weir.client.."))
                    .or(resideInAPackage("dev.weir.frame.."))
                    .or(resideInAPackage("dev.weir.observe.."))
                    .or(resideInAPackage("dev.weir.server.."))
                    .or(resideInAPackage("dev.weir.tls..")));

    static final class WithoutTests implements ImportOption {

        @Override
        public boolean includes(Location location) {
            boolean isTest = location.asURI().toString().matches(".*Tests(\\$.*)?\\.class");
            return !location.contains("/test-classes/") || (location.contains("/dev/weir/test/") && !isTest);
        }
    }
}
