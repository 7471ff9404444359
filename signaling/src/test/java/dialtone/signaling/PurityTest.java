package dialtone.signaling;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** What the protocol may lean on. */
@AnalyzeClasses(packages = "dialtone.signaling", importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {

    private static final Set<String> CLOCKS =
            Set.of("currentTimeMillis", "nanoTime", "now", "systemUTC", "systemDefaultZone", "system", "tick");

    private static final DescribedPredicate<JavaCall<?>> READING_A_CLOCK = describe(
            "reading a clock",
            call -> CLOCKS.contains(call.getTarget().getName())
                    && (call.getTargetOwner().getPackageName().equals("java.time")
                            || call.getTargetOwner().isEquivalentTo(System.class)));

    private static final DescribedPredicate<JavaCall<?>> MAKING_RANDOMNESS = describe("making randomness", call -> {
        JavaClass owner = call.getTargetOwner();
        String name = call.getTarget().getName();
        return owner.isAssignableTo(java.util.Random.class)
                        && (name.equals("<init>") || name.startsWith("getInstance") || name.equals("current"))
                || owner.isEquivalentTo(java.util.UUID.class) && name.equals("randomUUID")
                || owner.isEquivalentTo(Math.class) && name.equals("random");
    });

    private static final DescribedPredicate<JavaClass> THE_WORLD = resideInAnyPackage(
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.util.concurrent..",
                    "java.util.logging..",
                    "java.sql..",
                    "java.util.prefs..")
            .or(describe(
                    "threads, files, processes or loggers",
                    type -> Set.of(
                                    "java.lang.Thread",
                                    "java.lang.ProcessBuilder",
                                    "java.lang.Runtime",
                                    "java.lang.System$Logger",
                                    "java.util.Timer",
                                    "java.io.File",
                                    "java.io.FileInputStream",
                                    "java.io.FileOutputStream",
                                    "java.io.PrintStream",
                                    "java.io.RandomAccessFile")
                            .contains(type.getName())));

    @ArchTest
    static final ArchRule only_the_jdk_and_bouncy_castle = classes()
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "javax.crypto..", "org.bouncycastle..", "dialtone.signaling.."))
            .because("the protocol must be readable, testable and embeddable without Bitcoin, JSON or a web server");

    @ArchTest
    static final ArchRule no_clock = noClasses()
            .should()
            .callCodeUnitWhere(READING_A_CLOCK)
            .because("a test that can say what time it is can test midnight, expiry and wrong clocks");

    @ArchTest
    static final ArchRule no_randomness_of_its_own = noClasses()
            .should()
            .callCodeUnitWhere(MAKING_RANDOMNESS)
            .because("the same inputs must give the same frame, or the worked examples could not be tests");

    @ArchTest
    static final ArchRule no_threads_sockets_files_or_loggers = noClasses()
            .should()
            .dependOnClassesThat(THE_WORLD)
            .because(
                    "the bridge carries the protocol into the world, and secrets that are never logged here cannot leak");

    @ArchTest
    static final ArchRule bouncy_castle_stays_with_the_keys = noClasses()
            .that(resideInAnyPackage(
                    "dialtone.signaling",
                    "..signaling.descriptor..",
                    "..signaling.frame..",
                    "..signaling.handshake..",
                    "..signaling.reunion..",
                    "..signaling.link.."))
            .should()
            .dependOnClassesThat(resideInAPackage("org.bouncycastle.."))
            .because("what is built on keys should not care who multiplies points");

    @ArchTest
    static final ArchRule layers = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("crypto")
            .definedBy("..signaling.crypto..")
            .layer("identity")
            .definedBy("..signaling.identity..")
            .layer("descriptor")
            .definedBy("..signaling.descriptor..")
            .layer("frame")
            .definedBy("..signaling.frame..")
            .layer("handshake")
            .definedBy("..signaling.handshake..")
            .layer("link")
            .definedBy("..signaling.link..")
            .layer("reunion")
            .definedBy("..signaling.reunion..")
            .whereLayer("handshake")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("link")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("reunion")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("frame")
            .mayOnlyBeAccessedByLayers("reunion")
            .whereLayer("identity")
            .mayOnlyBeAccessedByLayers("frame", "link")
            .whereLayer("descriptor")
            .mayOnlyBeAccessedByLayers("frame", "handshake", "reunion")
            .whereLayer("crypto")
            .mayOnlyBeAccessedByLayers("identity", "frame", "reunion", "link")
            .because("a feature lands bottom-up, one layer a commit, and the states do not know how frames are sealed");

    @ArchTest
    static final ArchRule no_cycles = slices().matching("dialtone.signaling.(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package");
}
