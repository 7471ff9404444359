package dialtone.signaling;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.crypto.Scrypt;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Candidate.Kind;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.frame.EphemeralSecret;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.handshake.Action;
import dialtone.signaling.handshake.Event;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.DtlsCertificate;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import dialtone.signaling.identity.WarpWallet;
import dialtone.signaling.link.Hello;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Ratchet;
import dialtone.signaling.reunion.ReunionOpened;
import dialtone.signaling.reunion.SendSlot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Everything that may end in a log line or an exception is printed, and searched for every secret and address that is in it. */
class SecretsStaySecretTest {

    private static final UUID NAME = UUID.fromString("79e9fc7c-3812-433d-9adb-831429d09340");
    private static final Descriptor DESCRIPTOR = new Descriptor(
            Peers.filled(32, 0xc0),
            new IceCredentials("cAnA", "cAnArYcAnArYcAnArYcAnArY"),
            List.of(
                    new Candidate(Kind.HOST, Address.ipv4("198.51.100.77"), 50_001),
                    new Candidate(Kind.HOST, Address.ipv6("2001:db8:77::77"), 50_002),
                    new Candidate(Kind.HOST, new Address.Mdns(NAME), 50_003)));

    private final Mnemonic words =
            Mnemonic.parse("legal winner thank year wave sausage worth useful legal winner thank yellow");
    private final Identity alice = Identity.fromMnemonic(words, Chain.REGTEST);
    private final Identity bob = Peers.carol();
    private final Sealed.Invitation invitation = Introduction.sealInvitation(
            alice, bob.publicKey(), NOON, NOON.plusSeconds(60), DESCRIPTOR, Peers.outpoints(1), Peers.counting());
    private final Opened.Invitation opened = (Opened.Invitation)
            new Opener(bob).open(invitation.payload(), Peers.outpoints(1), NOON, id -> Optional.empty());
    private final Sealed.Acceptance acceptance = Introduction.sealAcceptance(
            bob, opened, NOON, NOON.plusSeconds(60), DESCRIPTOR, Peers.outpoints(50), Peers.counting());
    private final PendingInvitation pending = new PendingInvitation(opened.id(), bob.publicKey(), invitation.secret());
    private final Opened accepted =
            new Opener(alice).open(acceptance.payload(), Peers.outpoints(50), NOON, id -> Optional.of(pending));

    @Test
    void nothing_that_can_be_printed_prints_a_secret_or_an_address() {
        PrivateKey dayKey = alice.dayKey(DayKey.dayOf(NOON));
        List<Object> printed = List.of(
                words,
                alice,
                alice.key(),
                alice.walletSeed(),
                dayKey,
                invitation,
                invitation.secret(),
                EphemeralSecret.decode(invitation.secret().encode()),
                opened,
                new Opened.Missed(opened),
                acceptance,
                acceptance.pairSecret(),
                pending,
                accepted,
                DESCRIPTOR,
                DESCRIPTOR.credentials(),
                DESCRIPTOR.candidates(),
                Handshake.receive(DESCRIPTOR, NOON),
                Handshake.receive(DESCRIPTOR, NOON).next().on(new Event.UserAccepted()),
                new Event.AnswerGathered(DESCRIPTOR),
                new Event.AcceptanceArrived(DESCRIPTOR, NOON),
                new Action.SendAcceptance(DESCRIPTOR),
                new Opener(alice));
        assertThat(accepted).isInstanceOf(Opened.Acceptance.class);

        List<String> secrets = new ArrayList<>(List.of("winner", "sausage", "cAnA", "198.51", "2001:db8", "79e9fc7c"));
        for (Bytes secret : List.of(
                alice.walletSeed(),
                alice.key().secret(),
                dayKey.secret(),
                invitation.secret().key().secret(),
                acceptance.pairSecret().bytes())) {
            secrets.add(secret.hex().substring(0, 12));
        }
        for (Object each : printed) {
            String text = each.toString();
            for (String secret : secrets) {
                assertThat(text.toLowerCase(Locale.ROOT))
                        .as(each.getClass().getName())
                        .doesNotContain(secret.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Their texts are written for people, or are what everybody gets. A new type with a text in it stands here only after somebody has thought about that. */
    private static final Set<String> FOR_PEOPLE = Set.of(
            "ByteReader",
            "Bytes.sized",
            "Chain",
            "MalformedException",
            "frame.Explanation$Field",
            "frame.Opened$Rejected",
            "handshake.Action$RecordOutcome",
            "handshake.Event$LinkFailed",
            "identity.Bech32m",
            "identity.ContactCard",
            "identity.Identity.card",
            "identity.SafetyNumber",
            "link.Hello$Refused",
            "reunion.Reunion$Sealing$NeedsIntroduction",
            "reunion.ReunionOpened$Rejected");

    /** Half a gigabyte and a second for each call; {@code WarpWalletTest} looks at its messages. */
    private static final Set<Class<?>> TOO_DEAR = Set.of(WarpWallet.class, Scrypt.class);

    private final Set<String> seen = new HashSet<>();
    private final Canaries canaries = new Canaries(FOR_PEOPLE, this::see);

    @Test
    void no_type_of_the_protocol_prints_a_secret_that_is_in_it() {
        List<Class<?>> printing = types().filter(SecretsStaySecretTest::prints).toList();
        for (Class<?> type : printing) {
            for (int i = 0; i < 5; i++) {
                see(canaries.make(type));
            }
        }
        System.out.printf("%d types print themselves%n", printing.size());
        assertThat(printing)
                .contains(
                        Identity.class,
                        DtlsCertificate.class,
                        EphemeralSecret.class,
                        PairSecret.class,
                        PairState.class,
                        PairState.Reserved.class,
                        SendSlot.class,
                        Ratchet.class,
                        ReunionOpened.Invitation.class,
                        Hello.GreetingAwaited.class,
                        Hello.ProofAwaited.class,
                        ServiceEndpoint.class,
                        Opened.Endpoint.class);
        assertThat(printing).hasSizeGreaterThan(60);
        assertNoCanary();
    }

    @Test
    void no_method_tells_a_secret_by_its_result_its_exception_or_the_console() throws ReflectiveOperationException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        int calls = 0;
        try (PrintStream both = new PrintStream(console, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            for (Class<?> type :
                    types().filter(each -> !TOO_DEAR.contains(each)).toList()) {
                for (Method method : Stream.of(type.getDeclaredMethods())
                        .sorted(Comparator.comparing(Method::toGenericString))
                        .toList()) {
                    if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                        for (int i = 0; i < 2; i++) {
                            call(type, method);
                            calls++;
                        }
                    }
                }
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        System.out.printf("%,d calls with canaries, %,d results and exceptions looked at%n", calls, seen.size());
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(seen).hasSizeGreaterThan(100);
        assertNoCanary();
    }

    @Test
    void no_refusal_of_something_damaged_tells_what_was_in_it() throws ReflectiveOperationException {
        Random random = new Random(37);
        int refused = 0;
        for (Class<?> type : types().filter(SecretsStaySecretTest::isStored).toList()) {
            Method decode = type.getMethod("decode", Bytes.class);
            for (int i = 0; i < 100; i++) {
                Bytes encoded = (Bytes) type.getMethod("encode").invoke(canaries.make(type));
                refused += seeThrown(() -> decode.invoke(null, damaged(encoded, random)));
            }
        }
        assertThat(refused).isGreaterThan(100);
        for (int i = 0; i < 500; i++) {
            String sdp = ((Descriptor) canaries.make(Descriptor.class)).toOfferSdp();
            Bytes text = Bytes.of(sdp.getBytes(StandardCharsets.UTF_8));
            String damaged = new String(damaged(text, random).toArray(), StandardCharsets.UTF_8);
            refused += seeThrown(() -> Descriptor.fromSdp(damaged));
        }
        System.out.printf("%,d damaged encodings and descriptions refused%n", refused);
        assertThat(refused).isGreaterThan(300);
        assertNoCanary();
    }

    private static Stream<Class<?>> types() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dialtone.signaling")
                        .stream()
                        .filter(type -> !type.getName().endsWith("module-info"))
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> !type.isAnonymousClass() && !Throwable.class.isAssignableFrom(type))
                        .sorted(Comparator.comparing(Class::getName));
    }

    private static boolean prints(Class<?> type) {
        boolean made = !type.isInterface() && !type.isEnum();
        try {
            return made && type.getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException everythingHasIt) {
            throw new IllegalStateException(everythingHasIt);
        }
    }

    private static boolean isStored(Class<?> type) {
        Set<String> names = Stream.of(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
        return names.containsAll(Set.of("encode", "decode"));
    }

    private void call(Class<?> type, Method method) throws ReflectiveOperationException {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        if (type.isEnum()) {
            return;
        }
        Object target = isStatic ? null : canaries.make(type);
        String ofMethod = type.getName() + "." + method.getName();
        String owner = FOR_PEOPLE.contains(ofMethod.replace("dialtone.signaling.", "")) ? ofMethod : type.getName();
        Object[] arguments = Stream.of(method.getGenericParameterTypes())
                .map(each -> canaries.make(each, owner, 0))
                .toArray();
        method.setAccessible(true);
        try {
            Object result = method.invoke(target, arguments);
            // What is a text, a list of words or plain bytes was asked for, and a public key is public.
            boolean ours = result != null && result.getClass().getName().startsWith("dialtone.signaling.");
            if (ours && !(result instanceof PublicKey)) {
                see(result);
            }
        } catch (InvocationTargetException thrown) {
            see(thrown.getCause());
        }
    }

    private void see(Object printed) {
        seen.add(printed.toString());
        if (printed instanceof Throwable thrown && thrown.getCause() != null) {
            see(thrown.getCause());
        }
    }

    private int seeThrown(ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : thrown;
        if (cause != null) {
            see(cause);
        }
        return cause == null ? 0 : 1;
    }

    private static Bytes damaged(Bytes whole, Random random) {
        byte[] changed = whole.toArray();
        int at = random.nextInt(changed.length);
        return switch (random.nextInt(4)) {
            case 0 -> whole.slice(0, at);
            case 1 -> whole.slice(at, whole.size());
            case 2 -> whole.slice(0, at).concat(Bytes.of((byte) 7)).concat(whole.slice(at, whole.size()));
            default -> {
                changed[at] = (byte) random.nextInt(128);
                yield Bytes.of(changed);
            }
        };
    }

    private void assertNoCanary() {
        assertThat(seen.stream().filter(text -> canaries.in(text).isPresent())).isEmpty();
    }
}
