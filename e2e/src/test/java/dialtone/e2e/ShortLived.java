package dialtone.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a JVM is told that runs for one test: half of its processor time would be that of a compiler which the test does not live to profit from, and of reading classes. */
final class ShortLived {

    private static final List<String> FLAGS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            // What the JVM says of itself must not stand among the links.
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");

    /** The classes as one demo loaded them. With these mapped a process starts in two thirds of the time; a JVM that cannot use them goes on without. */
    private static final Path CLASSES =
            Stage.target().resolve("classes-" + ProcessHandle.current().pid() + ".jsa");

    private static boolean archived;

    private ShortLived() {}

    static synchronized List<String> flags() {
        if (!archived) {
            archived = true;
            archiveClasses();
        }
        return with("-XX:SharedArchiveFile=" + CLASSES);
    }

    /** The flags as the variable {@code JDK_JAVA_OPTIONS} has them, for a JVM that is not started from here. */
    static String javaOptions() {
        return flags().stream().map(flag -> '"' + flag + '"').collect(Collectors.joining(" "));
    }

    private static void archiveClasses() {
        CLASSES.toFile().deleteOnExit();
        Path log = Stage.target().resolve("classes.stderr");
        App.start(log, 2, with("-XX:ArchiveClassesAtExit=" + CLASSES), List.of("demo"))
                .awaitReady()
                .close();
    }

    private static List<String> with(String flag) {
        return Stream.concat(FLAGS.stream(), Stream.of(flag)).toList();
    }
}
