package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The protocol page is enough: what was written from it in another language, by its sections 1, 3 to 6 and 10 alone, seals the same bytes as {@code signaling} and makes the
 * same of every frame. Random frames, others in each run; {@code -Ddialtone.seed} repeats a run.
 */
class SecondImplementationTest {

    private static final int FRAMES = 1_000;
    private static final int WRONG_FRAMES = 500;

    @RegisterExtension
    static final Stage stage = new Stage();

    private static SecondImplementation second;

    @BeforeAll
    static void inABrowser() {
        second = new SecondImplementation(stage.browser());
    }

    @AfterAll
    static void close() {
        if (second != null) {
            second.close();
        }
    }

    @Test
    void eachOpensWhatTheOtherSealsAndBothSealTheSameBytes() {
        withSeed(random -> {
            List<FrameCase> frames = frames(new RandomFacts(random), FRAMES);
            List<Map<String, Object>> theirs =
                    second.sealAll(frames.stream().map(FrameCase::toSeal).toList());
            List<Arrival> arrivals =
                    frames.stream().map(frame -> Arrival.anyTime(frame, random)).toList();
            List<Map<String, Object>> jobs = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                FrameCase frame = frames.get(i);
                Map<String, Object> ours = frame.sealed();
                assertThat(theirs.get(i)).as("frame %d, sealed", i).isEqualTo(ours);
                jobs.add(frame.toOpen(payload(ours), arrivals.get(i)));
            }
            List<Map<String, Object>> theirsOpened = second.openAll(jobs);
            Map<String, Integer> outcomes = new TreeMap<>();
            for (int i = 0; i < frames.size(); i++) {
                Map<String, Object> oursOpened = frames.get(i).opened(payload(theirs.get(i)), arrivals.get(i));
                assertThat(theirsOpened.get(i)).as("frame %d, opened", i).isEqualTo(oursOpened);
                if (arrivals.get(i).inTime()) {
                    assertThat(oursOpened)
                            .as("frame %d, as sealed", i)
                            .isEqualTo(frames.get(i).facts(theirs.get(i)));
                }
                outcomes.merge(outcome(oursOpened), 1, Integer::sum);
            }
            System.out.println("second implementation, frames: " + outcomes);
            assertThat(outcomes.keySet()).contains("opened", "missed", "EXPIRED", "EXPIRES_TOO_LATE", "NOT_FOR_US");
        });
    }

    @Test
    void bothKnowWhatNeedsAnIntroduction() {
        withSeed(random -> {
            RandomFacts facts = new RandomFacts(random);
            List<ReunionCase> tooLarge = new ArrayList<>();
            while (tooLarge.size() < 20) {
                ReunionCase frame = new ReunionCase(facts);
                if (!frame.fits()) {
                    tooLarge.add(frame);
                }
            }
            assertThat(second.sealAll(tooLarge.stream().map(ReunionCase::toSeal).toList()))
                    .isEqualTo(tooLarge.stream().map(ReunionCase::sealed).toList());
        });
    }

    @Test
    void bothOpenFramesOfBeforeThereWasPadding() {
        withSeed(random -> {
            RandomFacts facts = new RandomFacts(random);
            for (int i = 0; i < 20; i++) {
                FrameCase frame = new IntroductionCase(facts);
                Map<String, Object> job = new HashMap<>(frame.toSeal());
                job.put("unpadded", true);
                Map<String, Object> sealed = second.sealAll(List.of(job)).get(0);
                Arrival arrival = Arrival.inTime(frame, random);
                Map<String, Object> ours = frame.opened(payload(sealed), arrival);
                assertThat(ours).as("frame %d", i).isEqualTo(frame.facts(sealed));
                assertThat(second.openAll(List.of(frame.toOpen(payload(sealed), arrival))))
                        .as("frame %d", i)
                        .containsExactly(ours);
            }
        });
    }

    /** Frames changed on the way, and frames that are authentic and say what none may say. */
    @Test
    void bothRefuseTheSameFramesForTheSameReasons() {
        withSeed(random -> {
            List<FrameCase> frames = frames(new RandomFacts(random), WRONG_FRAMES);
            List<Map<String, Object>> toSeal = new ArrayList<>();
            for (FrameCase frame : frames) {
                Map<String, Object> job = new HashMap<>(frame.toSeal());
                if (random.nextInt(3) > 0) {
                    job.put("change", change(random));
                }
                toSeal.add(job);
            }
            List<Map<String, Object>> sealed = second.sealAll(toSeal);
            List<Bytes> payloads = new ArrayList<>();
            List<Arrival> arrivals = new ArrayList<>();
            List<Map<String, Object>> toOpen = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                boolean authentic = toSeal.get(i).containsKey("change");
                Bytes payload = payload(sealed.get(i));
                payloads.add(authentic ? payload : damaged(payload, random));
                arrivals.add(Arrival.inTime(frames.get(i), random));
                toOpen.add(frames.get(i).toOpen(payloads.get(i), arrivals.get(i)));
            }
            List<Map<String, Object>> theirs = second.openAll(toOpen);
            Map<String, Integer> outcomes = new TreeMap<>();
            for (int i = 0; i < frames.size(); i++) {
                Map<String, Object> ours = frames.get(i).opened(payloads.get(i), arrivals.get(i));
                assertThat(theirs.get(i))
                        .as(
                                "frame %d, %s, %s",
                                i, toSeal.get(i), payloads.get(i).hex())
                        .isEqualTo(ours);
                outcomes.merge(outcome(ours), 1, Integer::sum);
            }
            System.out.println("second implementation, wrong frames: " + outcomes);
            assertThat(outcomes.keySet())
                    .containsAll(
                            Set.of("MALFORMED", "NOT_AUTHENTIC", "BAD_SIGNATURE", "NOT_FOR_US", "UNKNOWN_VERSION"));
        });
    }

    /** One bit of the head, or one byte of the content another; or one byte too many, or one too few. */
    private static Map<String, Object> change(Random random) {
        int at = random.nextInt(random.nextBoolean() ? 60 : 180);
        String[] bytes = {"00", "01", "02", "80", "%02x".formatted(random.nextInt(256))};
        String other = bytes[random.nextInt(bytes.length)];
        return switch (random.nextInt(8)) {
            case 0, 1 -> Map.of("at", 0, "flip", 1 << random.nextInt(8), "remove", 0, "insert", "");
            case 2 -> Map.of("at", at, "flip", 0, "remove", 1, "insert", "");
            case 3 -> Map.of("at", at, "flip", 0, "remove", 0, "insert", other);
            default -> Map.of("at", at, "flip", 0, "remove", 1, "insert", other);
        };
    }

    private static Bytes damaged(Bytes payload, Random random) {
        byte[] bytes = payload.toArray();
        switch (random.nextInt(6)) {
            case 0:
                return payload.slice(0, random.nextInt(bytes.length));
            case 1:
                return payload.concat(Bytes.of(new byte[1 + random.nextInt(700)]));
            case 2:
                // The version of an introduction, or the tag of a reunion.
                bytes[2] = new byte[] {0, 2, 3}[random.nextInt(3)];
                return Bytes.of(bytes);
            case 3:
                bytes[3] = (byte) random.nextInt(4);
                return Bytes.of(bytes);
            default:
                int behindTheTag = 8 + random.nextInt(bytes.length - 8);
                bytes[behindTheTag] ^= (byte) (1 << random.nextInt(8));
                return Bytes.of(bytes);
        }
    }

    private static List<FrameCase> frames(RandomFacts facts, int count) {
        List<FrameCase> frames = new ArrayList<>();
        while (frames.size() < count) {
            if (facts.oneIn(2)) {
                frames.add(new IntroductionCase(facts));
                continue;
            }
            ReunionCase reunion = new ReunionCase(facts);
            if (reunion.fits()) {
                frames.add(reunion);
            }
        }
        return frames;
    }

    private static Bytes payload(Map<String, Object> sealed) {
        return Bytes.fromHex((String) sealed.get("payload"));
    }

    private static String outcome(Map<String, Object> opened) {
        if (opened.containsKey("refused")) {
            return (String) opened.get("refused");
        }
        return opened.get("missed").equals(true) ? "missed" : "opened";
    }

    private static void withSeed(Consumer<Random> test) {
        long seed = Long.getLong("dialtone.seed", System.nanoTime());
        try {
            test.accept(new Random(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -Ddialtone.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
