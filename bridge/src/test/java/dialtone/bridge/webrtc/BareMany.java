package dialtone.bridge.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** As many bare connections in a process of their own, with the heap that the native peer has. Its argument: how many pairs. */
final class BareMany {

    private BareMany() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        PeerConnectionFactory factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
        long own = ProcessHandle.current().pid();
        List<BarePair> pairs = new ArrayList<>();
        pairs.add(new BarePair(factory, false));
        long before = residentKib(own);
        long start = System.nanoTime();
        for (int pair = 0; pair < count; pair++) {
            pairs.add(new BarePair(factory, false));
        }
        System.out.println(row("bare webrtc-java", count, before, residentKib(own), start));
        Runtime.getRuntime().halt(0);
    }

    static String row(String what, int pairs, long beforeKib, long afterKib, long startNanos) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.1f |",
                what,
                (afterKib - beforeKib) / (2L * pairs),
                afterKib,
                (System.nanoTime() - startNanos) / 1e9);
    }

    static long residentKib(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
