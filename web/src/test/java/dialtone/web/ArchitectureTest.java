package dialtone.web;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

/** Which way the parts may depend on each other ({@code docs/architecture.md}), and what none of them does. */
@AnalyzeClasses(packages = "dialtone", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule signaling_is_pure = classes()
            .that()
            .resideInAPackage("dialtone.signaling..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dialtone.signaling..",
                    "org.bouncycastle..",
                    "java.lang..",
                    "java.util..",
                    "java.io..",
                    "java.math..",
                    "java.nio..",
                    "java.security..",
                    "java.text..",
                    "java.time..",
                    "javax.crypto..")
            .because("the protocol must be usable, and testable, without sockets, threads, JSON, loggers or bitcoinj");

    @ArchTest
    static final ArchRule signaling_has_no_clock_threads_or_sockets_of_its_own = noClasses()
            .that()
            .resideInAPackage("dialtone.signaling..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callConstructor(SecureRandom.class)
            .orShould()
            .dependOnClassesThat(resideInAPackage("java.util.concurrent.."))
            .orShould()
            .dependOnClassesThat(resideInAPackage("java.nio.channels.."))
            .because("time and randomness are arguments, so that every case can be tested and every vector repeated");

    @ArchTest
    static final ArchRule the_bridge_does_not_know_the_web = noClasses()
            .that()
            .resideInAPackage("dialtone.bridge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dialtone.web..", "dialtone.e2e..", "io.javalin..", "jakarta.servlet..")
            .because("a bridge without a browser, such as the native peer's, must not bring a web server along");

    @ArchTest
    static final ArchRule json_is_what_links_speak = noClasses()
            .that()
            .resideInAPackage("dialtone.bridge..")
            .and()
            .resideOutsideOfPackage("dialtone.bridge.link..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..")
            .because("what is said on a link is JSON; everything else in the bridge is bytes or rows");

    @ArchTest
    static final ArchRule bitcoinj_stays_in_its_package = noClasses()
            .that()
            .resideOutsideOfPackage("dialtone.bridge.bitcoin..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bitcoinj..")
            .because("the library's types are mutable and global; the rest speaks of payloads, outpoints and coins");

    @ArchTest
    static final ArchRule the_embedded_node_stands_alone = noClasses()
            .that()
            .resideInAPackage("dialtone.bridge.bitcoin.node..")
            .should()
            .dependOnClassesThat(resideInAPackage("dialtone..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(
                            resideInAPackage("dialtone.bridge.bitcoin.node.."))))
            .because(
                    "it is somebody else's node as far as the bridge knows: they speak the Bitcoin protocol and nothing else");

    @ArchTest
    static final ArchRule the_web_server_is_in_one_package = noClasses()
            .that()
            .resideOutsideOfPackage("dialtone.web.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
            .because("a route that is added elsewhere would be forgotten when the guard is reviewed");

    @ArchTest
    static final ArchRule webrtc_java_stays_in_the_child = noClasses()
            .that()
            .resideOutsideOfPackage("dialtone.bridge.webrtc.child..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.onvoid..", "dialtone.bridge.webrtc.child..")
            .because("native code that a hostile friend talks to may only run where no key and no coin is");

    @ArchTest
    static final ArchRule the_child_knows_nothing_of_the_bridge = classes()
            .that()
            .resideInAPackage("dialtone.bridge.webrtc.child..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dialtone.bridge.webrtc..", "dialtone.signaling..", "dev.onvoid..", "java..", "javax.crypto..")
            .because("what is not loaded there cannot be taken from there");

    @ArchTest
    static final ArchRule nobody_prints = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("standard output is data: the command classes write it through picocli, the rest logs");

    @ArchTest
    static final ArchRule no_static_state = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("the demo runs two people in one process: what is static would be shared by both");

    @ArchTest
    static final ArchRule packages_have_no_cycles = slices().matching("dialtone.(**)")
            .should()
            .beFreeOfCycles()
            .because("what depends on each other is one part, whatever its packages say");
}
