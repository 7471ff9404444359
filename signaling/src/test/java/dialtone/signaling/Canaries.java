package dialtone.signaling;

import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import dialtone.signaling.reunion.Generation;
import dialtone.signaling.reunion.Rendezvous;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes one of any type of the protocol, from its record components, with bytes and texts in it that stand nowhere else; and finds them again in what is printed. Public keys,
 * times and numbers are no secrets.
 */
final class Canaries {

    /** Those that fields of fixed size have; one is as good as another where any size goes. */
    private static final int[] SIZES = {32, 16, 8, 4, 64, 33};

    /** In front of every text, so that one that was made lower case or cut is still found. Valid in ICE credentials. */
    private static final String TEXT = "CaNaRy";

    private static final int SHORTEST_MARK = 6;

    /** A service has no name for an address, for one. */
    private static final int FEWEST_ATTEMPTS = 20;

    private final Random random = new Random(31);
    /** By how they start, because there are many thousands. */
    private final Map<String, Set<String>> marks = new HashMap<>();

    private final Map<Type, Supplier<Object>> leaves = new HashMap<>();

    /** Told of everything that a constructor throws on the way. */
    private final Consumer<Throwable> thrown;

    /** Types and methods whose texts are written for people, or given to everybody. */
    private final Set<String> forPeople;

    /** Of the bytes that are made next; 0 for any. */
    private int size;

    private boolean textIsForPeople;

    Canaries(Set<String> forPeople, Consumer<Throwable> thrown) {
        this.forPeople = forPeople;
        this.thrown = thrown;
        mark(TEXT);
        leaves.put(Bytes.class, this::bytes);
        leaves.put(byte[].class, () -> bytes().toArray());
        leaves.put(
                String.class,
                () -> textIsForPeople
                        ? "for people"
                        : TEXT + Bytes.of(drawn(12)).hex());
        leaves.put(int.class, () -> 50_002);
        leaves.put(long.class, () -> 50_002L);
        leaves.put(byte.class, () -> (byte) 1);
        leaves.put(boolean.class, () -> true);
        PublicKey bob = Peers.bob().publicKey();
        leaves.put(PublicKey.class, () -> bob);
        leaves.put(PrivateKey.class, fewOf(() -> PrivateKey.of(Bytes.of(marked(drawn(32))))));
        leaves.put(Identity.class, fewOf(this::identity));
        leaves.put(Mnemonic.class, fewOf(this::words));
        leaves.put(Rendezvous.class, () -> Rendezvous.of((Generation) make(Generation.class)));
        leaves.put(LocalDate.class, () -> LocalDate.of(2026, 11, 21));
        leaves.put(Instant.class, () -> Peers.NOON);
        leaves.put(UUID.class, this::uuid);
        leaves.put(SecureRandom.class, Peers::counting);
    }

    /** The first piece of a canary in a text, if there is one. */
    Optional<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (int at = 0; at + SHORTEST_MARK <= lower.length(); at++) {
            for (String mark : marks.getOrDefault(lower.substring(at, at + SHORTEST_MARK), Set.of())) {
                if (lower.startsWith(mark, at)) {
                    return Optional.of(mark);
                }
            }
        }
        return Optional.empty();
    }

    private void mark(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        marks.computeIfAbsent(lower.substring(0, SHORTEST_MARK), start -> new HashSet<>())
                .add(lower);
    }

    Object make(Type type) {
        if (leaves.containsKey(type)) {
            return leaves.get(type).get();
        }
        if (type instanceof TypeVariable<?>) {
            return "whoever";
        }
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            return switch (raw.getSimpleName()) {
                case "Optional" -> Optional.of(make(of[0]));
                case "List" -> new ArrayList<>(List.of(make(of[0])));
                case "Map" -> Map.of(make(of[0]), make(of[1]));
                case "Function" -> (Function<Object, Object>) any -> Optional.empty();
                default -> make(raw);
            };
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        if (raw.isSealed()) {
            return make(raw.getPermittedSubclasses()[random.nextInt(raw.getPermittedSubclasses().length)]);
        }
        if (raw.isRecord()) {
            return record(raw);
        }
        if (raw.getConstructors().length == 1) {
            return construct(raw.getConstructors()[0]);
        }
        throw new IllegalArgumentException("no canary can be made of " + raw.getName());
    }

    /** Tries the sizes that its bytes may have to have. */
    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] raw = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        int ofBytes =
                (int) Arrays.stream(components).filter(Canaries::holdsBytes).count();
        for (int attempt = 0; attempt < FEWEST_ATTEMPTS * Math.pow(SIZES.length, ofBytes); attempt++) {
            Object[] values = new Object[components.length];
            int sizesLeft = attempt;
            for (int i = 0; i < components.length; i++) {
                values[i] = make(components[i].getGenericType(), type.getName(), SIZES[sizesLeft % SIZES.length]);
                sizesLeft /= holdsBytes(components[i]) ? SIZES.length : 1;
            }
            try {
                Constructor<?> canonical = type.getDeclaredConstructor(raw);
                canonical.setAccessible(true);
                Object made = canonical.newInstance(values);
                if (made instanceof Address address) {
                    mark(address.text());
                }
                return made;
            } catch (InvocationTargetException refused) {
                thrown.accept(refused.getCause());
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        throw new IllegalArgumentException("no canary of any size fits in a " + type.getName());
    }

    private Object construct(Constructor<?> constructor) {
        try {
            return constructor.newInstance(Arrays.stream(constructor.getGenericParameterTypes())
                    .map(this::make)
                    .toArray());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean holdsBytes(RecordComponent component) {
        return component.getGenericType().getTypeName().contains(Bytes.class.getName());
    }

    /** For a field of, or an argument to, {@code owner}, a type or {@code type.method}. */
    Object make(Type type, String owner, int bytes) {
        int outerSize = size;
        boolean outerText = textIsForPeople;
        size = bytes;
        textIsForPeople = forPeople.contains(owner.replace("dialtone.signaling.", ""));
        Object made = make(type);
        size = outerSize;
        textIsForPeople = outerText;
        return made;
    }

    private Bytes bytes() {
        return Bytes.of(marked(drawn(size > 0 ? size : SIZES[random.nextInt(SIZES.length)])));
    }

    /** Points are multiplied for each: four are enough. */
    private Supplier<Object> fewOf(Supplier<Object> makes) {
        List<Object> made = new ArrayList<>();
        return () -> {
            if (made.size() < 4) {
                made.add(makes.get());
            }
            return made.get(random.nextInt(made.size()));
        };
    }

    /** From words, or from a brain wallet. */
    private Identity identity() {
        Identity identity = Identity.fromSeed(Bytes.of(marked(drawn(random.nextBoolean() ? 64 : 32))), Chain.REGTEST);
        marked(identity.key().secret().toArray());
        return identity;
    }

    private Mnemonic words() {
        Mnemonic words = Mnemonic.generate(new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                random.nextBytes(bytes);
            }
        });
        for (int i = 0; i + 1 < words.words().size(); i++) {
            mark(words.words().get(i) + " " + words.words().get(i + 1));
            mark(words.words().get(i) + ", " + words.words().get(i + 1));
        }
        return words;
    }

    private UUID uuid() {
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        mark(uuid.toString());
        return uuid;
    }

    private byte[] drawn(int size) {
        byte[] drawn = new byte[size];
        random.nextBytes(drawn);
        return drawn;
    }

    /** Remembers how these bytes look in hex, Base64 and as Java prints an array: their beginning is enough. */
    private byte[] marked(byte[] secret) {
        String array = Arrays.toString(Arrays.copyOf(secret, 4)).replaceAll("[\\[\\]]", "");
        String hex = Bytes.of(secret).hex();
        mark(hex.substring(0, Math.min(12, hex.length())));
        mark(array);
        if (secret.length >= 6) {
            mark(Base64.getEncoder().encodeToString(secret).substring(0, 8));
            mark(Base64.getUrlEncoder().encodeToString(secret).substring(0, 8));
        }
        return secret;
    }
}
