package dialtone.bridge.webrtc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How the child is started: this program once more, by the same Java, with nothing of ours but the way to the socket. */
final class PeerCommand {

    /** Named, not referred to: who loads it loads the native library's classes. */
    static final String MAIN = "dialtone.bridge.webrtc.child.Child";

    /** Without its locale Java could not find a jar whose path is not ASCII; Windows opens no socket without SystemRoot. */
    private static final Set<String> KEPT_ENVIRONMENT = Set.of("LANG", "LC_ALL", "LC_CTYPE", "SystemRoot");

    /** From here on a native library may not be loaded silently (JEP 472). */
    private static final int ASKS_FOR_NATIVE_ACCESS = 24;

    private PeerCommand() {}

    /** @throws IOException this Java cannot start another one: why, for people */
    static ProcessBuilder of(Path directory, Path socket) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        command.addAll(List.of("-Xmx96m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of("-XX:+ExitOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "-Djava.awt.headless=true"));
        command.add("-XX:ErrorFile=" + crashReport(directory));
        // The library is unpacked there: gone with the directory, whatever happens.
        command.add("-Djava.io.tmpdir=" + directory);
        if (Runtime.version().feature() >= ASKS_FOR_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath(), MAIN, socket.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().retainAll(KEPT_ENVIRONMENT);
        // The library prints on standard output as it likes.
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder;
    }

    static Path crashReport(Path directory) {
        return directory.resolve("crash.log");
    }

    private static Path java() throws IOException {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
        if (!Files.isExecutable(java)) {
            throw new IOException("this Java cannot start another one: there is no " + java);
        }
        return java;
    }

    /** The fat jar, or the directories and jars of a build; absolute, for the child lives elsewhere. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
