package dev.weir;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.weir.stream.ProtocolViolationException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;

/** The arrows between the packages, as their package-infos draw them, and the habits that a compiler does not check. */
@AnalyzeClasses(packages = "dev.weir", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

    private static final DescribedPredicate<JavaClass> PLAIN_JAVA = DescribedPredicate.describe(
                    "java.base or JSpecify",
                    (JavaClass type) ->
                            JAVA_BASE.contains(type.getBaseComponentType().getPackageName()))
            .or(DescribedPredicate.describe(
                    "primitive", type -> type.getBaseComponentType().isPrimitive()))
            .or(resideInAnyPackage("org.jspecify.annotations"));

    private static final DescribedPredicate<JavaClass> SOMEBODY_ELSES = resideOutsideOfPackage("dev.weir..");

    @ArchTest
    static final ArchRule STREAM_IS_PLAIN_JAVA =
            arrows("stream", PLAIN_JAVA).because("a handler and its tests need nothing else");

    @ArchTest
    static final ArchRule LINUX_KNOWS_THE_STREAM = arrows(
                    "linux", PLAIN_JAVA.or(resideInAnyPackage("java.lang.management..", "jdk.management..")), "stream")
            .because("it is a transport");

    @ArchTest
    static final ArchRule OBSERVE_KNOWS_THE_STREAM = arrows(
                    "observe", PLAIN_JAVA.or(resideInAnyPackage("org.slf4j..")), "stream", "frame")
            .because("what is counted does not depend on who asks");

    @ArchTest
    static final ArchRule FRAMES_KNOW_THE_STREAM =
            arrows("frame", PLAIN_JAVA, "stream").because("they work over any stream, a client's too");

    @ArchTest
    static final ArchRule CARRIERS_KNOW_LINUX = arrows(
                    "carriers",
                    PLAIN_JAVA.or(resideInAnyPackage("org.slf4j..", "jdk.management..", "java.lang.management..")),
                    "linux")
            .because("a carrier waits in the kernel");

    @ArchTest
    static final ArchRule INTEGRATION_KNOWS_FRAMES_AND_THE_STREAM = arrows(
                    "integration", PLAIN_JAVA.or(resideInAnyPackage("org.springframework..")), "frame", "stream")
            .because("frames stay plain Java");

    @ArchTest
    static final ArchRule CAPTURES_KNOW_THE_STREAM_AND_FRAMES = arrows(
                    "capture", PLAIN_JAVA.or(resideInAnyPackage("org.slf4j..")), "stream", "frame")
            .because("they are a transport, and an observer of frames");

    @ArchTest
    static final ArchRule NETWORKS_ARE_PLAIN_JAVA = arrows("net", PLAIN_JAVA);

    @ArchTest
    static final ArchRule TLS_KNOWS_THE_STREAM =
            arrows("tls", PLAIN_JAVA, "stream").because("it is a transport");

    @ArchTest
    static final ArchRule PROXY_PROTOCOL_KNOWS_THE_STREAM =
            arrows("proxy", PLAIN_JAVA, "stream", "net").because("it is a transport");

    @ArchTest
    static final ArchRule FLIGHT_RECORDER_KNOWS_OBSERVE =
            arrows("jfr", PLAIN_JAVA.or(resideInAnyPackage("jdk.jfr..")), "observe", "stream");

    @ArchTest
    static final ArchRule ACCESS_LOG_KNOWS_OBSERVE =
            arrows("accesslog", PLAIN_JAVA.or(resideInAnyPackage("org.slf4j..")), "observe", "stream", "tls");

    @ArchTest
    static final ArchRule HANDLERS_KNOW_STREAMS_AND_FRAMES = arrows(
                    "handler", PLAIN_JAVA, "stream", "frame", "upstream", "observe")
            .because("they are examples of what a user writes, and forward");

    @ArchTest
    static final ArchRule SERVER_KNOWS_OBSERVE_AND_THE_STREAM = arrows(
                    "server",
                    PLAIN_JAVA.or(resideInAnyPackage("org.springframework..", "org.slf4j..")),
                    "capture",
                    "observe",
                    "stream",
                    "tls",
                    "proxy",
                    "upstream")
            .because("meters and endpoints look at it, not it at them");

    @ArchTest
    static final ArchRule UPSTREAM_KNOWS_WHAT_A_CONNECTION_IS_MADE_OF = arrows(
                    "upstream", PLAIN_JAVA.or(resideInAnyPackage("org.slf4j..")), "observe", "stream", "proxy", "net")
            .because("clients and handlers use it, with Spring and without");

    @ArchTest
    static final ArchRule CLIENTS_KNOW_THE_UPSTREAM_AND_FRAMES = arrows(
                    "client",
                    PLAIN_JAVA.or(resideInAnyPackage("org.slf4j..")),
                    "upstream",
                    "frame",
                    "observe",
                    "stream")
            .because("they are used with Spring and without");

    @ArchTest
    static final ArchRule METRICS_KNOW_OBSERVE = arrows(
                    "metrics",
                    PLAIN_JAVA.or(resideInAnyPackage("io.micrometer..", "io.prometheus..")),
                    "observe",
                    "stream",
                    "frame")
            .because("they show what has been counted, and observe a handler's run");

    @ArchTest
    static final ArchRule ENDPOINTS_KNOW_SERVER_AND_OBSERVE =
            arrows("actuate", SOMEBODY_ELSES, "server", "client", "upstream", "capture", "observe", "stream", "net");

    @ArchTest
    static final ArchRule AUTO_CONFIGURATION_KNOWS_ALL_BUT_THE_SERVICE = noClasses()
            .that()
            .resideInAPackage("dev.weir.autoconfigure..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.service..");

    @ArchTest
    static final ArchRule SERVICE_IS_ONE_MORE_USER =
            arrows("service", SOMEBODY_ELSES, "stream").because("it gets what every application gets");

    @ArchTest
    static final ArchRule NOBODY_DEPENDS_ON_THE_SERVICE_OR_ON_AUTO_CONFIGURATION = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.service..", "dev.weir.autoconfigure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.weir.service..", "dev.weir.autoconfigure..");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_ITS_ARROWS = classes()
            .should()
            .resideInAnyPackage(
                    "dev.weir.stream..",
                    "dev.weir.linux..",
                    "dev.weir.frame..",
                    "dev.weir.carriers..",
                    "dev.weir.integration..",
                    "dev.weir.observe..",
                    "dev.weir.server..",
                    "dev.weir.handler..",
                    "dev.weir.net..",
                    "dev.weir.tls..",
                    "dev.weir.upstream..",
                    "dev.weir.client..",
                    "dev.weir.proxy..",
                    "dev.weir.metrics..",
                    "dev.weir.jfr..",
                    "dev.weir.accesslog..",
                    "dev.weir.capture..",
                    "dev.weir.actuate..",
                    "dev.weir.autoconfigure..",
                    "dev.weir.service..")
            .because("a new package takes a new rule above");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.weir.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SPRING_INTEGRATIONS_SOCKETS_STAY_IN_THE_SERVER = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.integration.ip.tcp.connection..")
            .because("its TcpListener is not ours, and only one place may have to tell them apart");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe("it sleeps", ArchitectureTests::sleeps))
            .because("a wait has a condition and a deadline");

    @ArchTest
    static final ArchRule NOBODY_HAS_THREAD_LOCALS = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocal.class)
            .because("there is a thread for each connection");

    @ArchTest
    static final ArchRule FIELDS_ARE_PRIVATE = fields().that()
            .areNotStatic()
            .and()
            .areDeclaredInClassesThat()
            .areNotAssignableTo(Event.class)
            .should()
            .bePrivate()
            .because("only Flight Recorder's events are nothing but their fields");

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_FINAL =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotMetaAnnotatedWith(Configuration.class)
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(ABSTRACT)
            .and()
            .areNotAssignableFrom(ProtocolViolationException.class)
            .should()
            .haveModifier(FINAL)
            .because("nothing here is made to be extended, but for the exception that protocols add their details to");

    @ArchTest
    static final ArchRule CONSTRUCTORS_INJECT = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule SETTERS_DO_NOT_INJECT = noMethods().should().beAnnotatedWith(Autowired.class);

    @ArchTest
    static final ArchRule NOBODY_PRINTS = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule LOGS_GO_THROUGH_SLF4J = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "ch.qos.logback..");

    /** What a package may know: itself, some of its neighbours, and whatever else {@code others} admits. */
    private static ArchRule arrows(String from, DescribedPredicate<JavaClass> others, String... neighbours) {
        DescribedPredicate<JavaClass> known = others.or(resideInAnyPackage(inside(from)));
        for (String neighbour : neighbours) {
            known = known.or(resideInAnyPackage(inside(neighbour)));
        }
        return classes().that().resideInAPackage(inside(from)).should().onlyDependOnClassesThat(known);
    }

    private static String inside(String name) {
        return "dev.weir." + name + "..";
    }

    private static boolean sleeps(JavaMethodCall call) {
        AccessTarget.MethodCallTarget target = call.getTarget();
        return target.getName().equals("sleep")
                && (target.getOwner().isEquivalentTo(Thread.class)
                        || target.getOwner().isEquivalentTo(TimeUnit.class));
    }
}
