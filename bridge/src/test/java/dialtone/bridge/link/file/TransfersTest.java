package dialtone.bridge.link.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.link.ChannelPair;
import dialtone.bridge.link.file.Transfer.State;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice sends, Bob receives, over channels in memory. */
class TransfersTest {

    private static final int KIB = 1024;

    @TempDir
    Path directory;

    private final ExecutorService network = ChannelPair.network();
    private final List<ChannelPair> link = new CopyOnWriteArrayList<>();
    private Person alice;
    private Person bob;

    @BeforeEach
    void start() {
        alice = new Person(directory.resolve("alice"), Person.BOB);
        bob = new Person(directory.resolve("bob"), Person.ALICE);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        network.shutdownNow();
    }

    /** With a limit the link is lost after so many bytes, and what is opened on it then is closed at once. */
    private void connect(long cutAfter) {
        AtomicBoolean lost = new AtomicBoolean();
        alice.linkOpened(() -> {
            ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
            pair.cutAfter(lost.getAndSet(cutAfter < Long.MAX_VALUE) ? 0 : cutAfter);
            link.add(pair);
            bob.transfers.opened(Person.ALICE, pair.theirs());
            return pair.ours();
        });
    }

    private void connect() {
        connect(Long.MAX_VALUE);
    }

    private void disconnect() {
        alice.transfers.linkClosed(alice.friend);
        bob.transfers.linkClosed(bob.friend);
        link.forEach(ChannelPair::cut);
        link.clear();
    }

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    private Transfer offered(Path file) {
        Transfer offer = alice.offer(file);
        return bob.await(offer.id(), each -> each.state() != State.FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 9 * KIB * KIB})
    void aFileComesAsItIsAndOnlyItsOwnerMayReadIt(int size) throws IOException {
        Path file = file("photo.jpg", size);
        connect();
        Transfer offer = offered(file);
        assertThat(offer)
                .returns("photo.jpg", Transfer::name)
                .returns((long) size, Transfer::size)
                .returns(false, Transfer::mine);
        assertThat(bob.files()).as("before he agreed").isEmpty();

        bob.transfers.accept(Person.ALICE, offer.id()).join();
        Transfer received = bob.await(offer.id(), State.DONE);
        Transfer sent = alice.await(offer.id(), State.DONE);

        assertThat(received.path()).isEqualTo(bob.folder.resolve("photo.jpg"));
        assertThat(Files.mismatch(file, received.path())).isEqualTo(-1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(received.path())))
                .isEqualTo("rw-------");
        assertThat(bob.files()).containsExactly("photo.jpg");
        assertThat(sent.done()).isEqualTo(size);
        assertThat(received.done()).isEqualTo(size);
    }

    @Test
    void whatIsOfferedWithoutALinkGoesWhenOneOpens() throws IOException {
        Transfer offer = alice.offer(file("later.txt", 10));
        connect();
        bob.await(offer.id(), State.OFFERED);
    }

    @Test
    void aChannelThatIsLostWhileTheLinkStaysIsMadeAgain() throws IOException {
        alice.linkOpened(() -> {
            ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
            pair.cutAfter(link.isEmpty() ? 1 : Long.MAX_VALUE);
            link.add(pair);
            bob.transfers.opened(Person.ALICE, pair.theirs());
            return pair.ours();
        });
        Transfer offer = alice.offer(file("later.txt", 10));

        bob.await(offer.id(), State.OFFERED);
    }

    @Test
    void whoClosesEveryChannelIsOfferedAFileThreeTimesOnALink() throws IOException {
        List<FakeFriend> asked = new CopyOnWriteArrayList<>();
        alice.linkOpened(() -> {
            ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
            asked.add(new FakeFriend(pair.theirs()) {
                @Override
                public void message(boolean text, byte[] data) {
                    super.message(text, data);
                    channel.close();
                }
            });
            return pair.ours();
        });
        alice.offer(file("first.txt", 10));
        await().atMost(Duration.ofSeconds(30)).until(() -> names(asked).size() == 3);
        alice.offer(file("second.txt", 10));
        await().atMost(Duration.ofSeconds(30)).until(() -> names(asked).size() == 6);

        assertThat(names(asked))
                .containsExactly("first.txt", "first.txt", "first.txt", "second.txt", "second.txt", "second.txt");
    }

    private static List<String> names(List<FakeFriend> asked) {
        return asked.stream()
                .flatMap(friend -> friend.all.stream())
                .map(text -> text.replaceFirst(".*\"name\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void aLinkThatBreaksAnywhereCostsOnlyWhatWasOnTheWay() throws IOException {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        int most = 3 * KIB * KIB / 2;
        Path file = file("film.mkv", 8 * most + 12_345);
        connect(random.nextInt(500));
        Transfer offer = alice.offer(file);
        int breaks = 0;
        try {
            while (!alice.now(offer.id()).state().isOver()) {
                assertThat(breaks++).isLessThan(60);
                disconnect();
                if (random.nextInt(3) == 0) {
                    bob.restart();
                }
                if (random.nextInt(3) == 0) {
                    alice.restart();
                }
                // Enough for an offer, which may be the first that reaches Bob.
                connect(300 + random.nextInt(most - 300));
                bob.await(offer.id(), each -> true);
                if (bob.now(offer.id()).state() == State.OFFERED) {
                    bob.transfers.accept(Person.ALICE, offer.id()).join();
                }
                ChannelPair last = awaitLast();
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !last.ours().isOpen());
            }
            assertThat(alice.now(offer.id()).state()).isEqualTo(State.DONE);
            assertThat(Files.mismatch(file, bob.folder.resolve("film.mkv"))).isEqualTo(-1);
            assertThat(bob.files()).containsExactly("film.mkv");
            // No link lets more than an eighth of it through.
            assertThat(breaks).isGreaterThan(8);
        } catch (ConditionTimeoutException | AssertionError e) {
            throw new AssertionError(
                    "seed %d, link %d\nalice %s\nbob   %s".formatted(seed, breaks, alice.told, bob.told), e);
        }
    }

    private ChannelPair awaitLast() {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !link.isEmpty());
        return link.get(link.size() - 1);
    }

    /** Cuts the transfer of {@code file} somewhere in the middle. */
    private Transfer half(Path file) {
        connect(3 * KIB * KIB);
        Transfer offer = offered(file);
        bob.transfers.accept(Person.ALICE, offer.id()).join();
        ChannelPair pair = awaitLast();
        await().until(() -> !pair.theirs().isOpen());
        disconnect();
        bob.settle();
        assertThat(bob.now(offer.id()).done()).isBetween(1L, 3L * KIB * KIB);
        return offer;
    }

    @Test
    void aFileThatWasOverwrittenMeanwhileBeginsAgain() throws IOException {
        Path file = file("notes.txt", 5 * KIB * KIB);
        Transfer offer = half(file);
        try (RandomAccessFile writing = new RandomAccessFile(file.toFile(), "rw")) {
            writing.write(new byte[] {1, 2, 3});
        }
        connect();
        bob.await(offer.id(), State.DONE);
        assertThat(Files.mismatch(file, bob.folder.resolve("notes.txt"))).isEqualTo(-1);
    }

    @Test
    void aFileThatHasAnotherSizeMeanwhileHasChanged() throws IOException {
        Path file = file("notes.txt", 5 * KIB * KIB);
        Transfer offer = half(file);
        Files.write(file, new byte[10]);
        connect();
        assertThat(alice.await(offer.id(), State.FAILED).why()).contains("changed since it was offered");
        assertThat(bob.await(offer.id(), State.FAILED).why()).contains("your friend's file changed");
        assertThat(bob.files()).isEmpty();
    }

    @Test
    void whatIsFoundOutWhenTheLinkIsLostIsToldOnTheNext() throws Exception {
        Path file = file("notes.txt", 5);
        connect();
        Transfer offer = offered(file);
        CountDownLatch changed = new CountDownLatch(1);
        alice.transfers.withUnfinished(all -> await().until(() -> changed.getCount() == 0));
        bob.transfers.accept(Person.ALICE, offer.id()).join();
        bob.settle();
        network.submit(() -> {}).get(); // his word is with her, before that of the channel's end
        Files.write(file, new byte[10]);
        awaitLast().cut();
        changed.countDown();
        alice.await(offer.id(), State.FAILED);
        disconnect();
        connect();
        assertThat(bob.await(offer.id(), State.FAILED).why()).contains("your friend's file changed");
    }

    @Test
    void aFileThatIsGoneCannotBeRead() throws IOException {
        Path file = file("notes.txt", 5);
        connect();
        Transfer offer = offered(file);
        Files.delete(file);
        bob.transfers.accept(Person.ALICE, offer.id()).join();
        assertThat(alice.await(offer.id(), State.FAILED).why()).contains("cannot be read");
        assertThat(bob.await(offer.id(), State.FAILED).why()).contains("your friend's computer cannot read");
    }

    @Test
    void aFolderThatCannotBeMadeEndsItInWords() throws IOException {
        Files.write(bob.home.resolve("received"), new byte[1]);
        connect();
        Transfer offer = offered(file("notes.txt", 5));
        bob.transfers.accept(Person.ALICE, offer.id()).join();
        assertThat(bob.await(offer.id(), State.FAILED).why()).contains("folder for received files");
        assertThat(alice.await(offer.id(), State.FAILED).why()).contains("your friend's computer cannot write");
    }

    @Test
    void whoDeclinesIsNotAskedAgain() throws IOException {
        connect();
        Transfer offer = offered(file("notes.txt", 5));
        bob.transfers.decline(Person.ALICE, offer.id()).join();
        alice.await(offer.id(), State.DECLINED);
        assertThat(bob.now(offer.id()).state()).isEqualTo(State.DECLINED);
        assertThat(bob.files()).isEmpty();
        assertThatThrownBy(() -> bob.transfers.accept(Person.ALICE, offer.id()).join())
                .hasMessageContaining("DECLINED");
    }

    @Test
    void eitherSideMayCancel() throws IOException {
        connect();
        Transfer first = offered(file("first.txt", 5));
        alice.transfers.cancel(Person.BOB, first.id(), true).join();
        assertThat(bob.await(first.id(), State.CANCELLED).why()).isEqualTo("your friend cancelled it");
        Transfer second = offered(file("second.txt", 5));
        bob.transfers.cancel(Person.ALICE, second.id(), false).join();
        alice.await(second.id(), State.CANCELLED);
        assertThat(bob.files()).isEmpty();
    }

    @Test
    void whatIsCancelledWithoutALinkIsCancelledThereOnTheNext() throws IOException {
        Transfer begun = half(file("begun.txt", 5 * KIB * KIB));
        alice.transfers.cancel(Person.BOB, begun.id(), true).join();
        alice.restart();
        connect();
        assertThat(bob.await(begun.id(), State.CANCELLED).why()).isEqualTo("your friend cancelled it");
        assertThat(bob.folder).isEmptyDirectory();

        Transfer offered = offered(file("offered.txt", 5));
        disconnect();
        alice.transfers.cancel(Person.BOB, offered.id(), true).join();
        connect();
        bob.await(offered.id(), State.CANCELLED);

        disconnect();
        connect();
        offered(file("another.txt", 5));
        assertThat(link).as("channels: nothing is taken back twice").hasSize(1);
    }

    @Test
    void whatNobodyHeardOfIsNotHeardOfWhenItIsOver() throws IOException {
        Transfer never = alice.offer(file("never.txt", 5));
        alice.transfers.cancel(Person.BOB, never.id(), true).join();
        connect();
        offered(file("another.txt", 5));
        assertThat(bob.told).doesNotContainKey(never.id()).hasSize(1);
        assertThat(link).hasSize(1);
    }

    @Test
    void aFileThatIsThereIsNeverReplaced() throws IOException {
        Files.createDirectories(bob.folder);
        Files.writeString(bob.folder.resolve("notes.txt"), "mine");
        Files.createSymbolicLink(bob.folder.resolve("notes (2).txt"), directory.resolve("elsewhere"));
        connect();
        Transfer offer = offered(file("notes.txt", 5));
        bob.transfers.accept(Person.ALICE, offer.id()).join();
        assertThat(bob.await(offer.id(), State.DONE).path()).isEqualTo(bob.folder.resolve("notes (3).txt"));
        assertThat(bob.folder.resolve("notes.txt")).hasContent("mine");
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void moreFilesThanGoAtOnceAllArrive() throws IOException {
        int files = Hub.MOST_AT_ONCE + 5;
        connect();
        for (int i = 0; i < files; i++) {
            alice.offer(file("many-" + i, 70_000 + i));
        }
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    bob.transfers.of(Person.ALICE).join().stream()
                            .filter(each -> each.state() == State.OFFERED)
                            .forEach(each -> bob.transfers
                                    .accept(Person.ALICE, each.id())
                                    .join());
                    return bob.files().stream()
                                    .filter(each -> !each.startsWith("."))
                                    .count()
                            == files;
                });
        for (int i = 0; i < files; i++) {
            assertThat(Files.mismatch(directory.resolve("many-" + i), bob.folder.resolve("many-" + i)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void onlyFilesAreOffered() {
        assertThatThrownBy(() -> alice.offer(directory))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a file that you may read");
    }

    @Test
    void aFriendWhoIsForgottenLeavesNothingBehind() throws IOException {
        Transfer offer = half(file("film.mkv", 5 * KIB * KIB));
        assertThat(bob.files()).hasSize(1);
        bob.transfers.forget(Person.ALICE);
        assertThat(bob.transfers.of(Person.ALICE).join()).isEmpty();
        assertThat(bob.files()).isEmpty();
        assertThat(offer.id()).hasSize(32);
    }

    /** A link that carries nothing must not make the sender read on. */
    @Test
    void theSenderStopsAtTheWindowOfAReceiverWhoWritesNothing() throws IOException {
        ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
        FakeFriend friend = new FakeFriend(pair.theirs());
        alice.linkOpened(pair::ours);
        alice.offer(file("film.mkv", FileSender.WINDOW + KIB * KIB));
        friend.hear("offer");
        friend.say("{\"type\":\"accept\",\"offset\":0,\"sha256\":\"" + EMPTY_HASH + "\"}");
        friend.hear("begin");
        await().atMost(Duration.ofSeconds(60)).until(() -> friend.bytes.get() == FileSender.WINDOW);
        friend.say("{\"type\":\"got\",\"offset\":65536}");
        await().atMost(Duration.ofSeconds(60)).until(() -> friend.bytes.get() == FileSender.WINDOW + 64 * KIB);
        alice.settle();
        alice.close();
        assertThat(friend.bytes.get()).isEqualTo(FileSender.WINDOW + 64 * KIB);
        assertThat(pair.ours().waiting()).isLessThanOrEqualTo(Channel.HIGH_WATER);
        alice = new Person(directory.resolve("alice"), Person.BOB);
    }

    static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void anOfferThatNobodyHasDecidedAboutGoesToTheFolderThatWasChosenMeanwhile() throws IOException {
        Path file = file("photo.jpg", 3 * KIB * KIB);
        connect();
        Transfer offer = offered(file);
        Path before = bob.folder;

        Path chosen = Files.createDirectory(bob.home.resolve("chosen"));
        bob.folder = chosen;
        bob.transfers.folderChanged();
        assertThat(bob.await(offer.id(), each -> each.path().equals(chosen)).state())
                .isEqualTo(State.OFFERED);
        bob.transfers.accept(Person.ALICE, offer.id()).join();

        assertThat(bob.await(offer.id(), State.DONE).path()).isEqualTo(chosen.resolve("photo.jpg"));
        assertThat(chosen.resolve("photo.jpg")).hasSameBinaryContentAs(file);
        assertThat(before).doesNotExist();
        assertThat(bob.files()).containsExactly("photo.jpg");
    }

    @Test
    void whatWasAcceptedStaysInItsFolderAndIsDeletedThere() throws IOException {
        connect(2 * KIB * KIB);
        Transfer offer = offered(file("film.mkv", 5 * KIB * KIB));
        Path chosen = Files.createDirectory(bob.home.resolve("chosen"));
        bob.folder = chosen;
        bob.transfers.folderChanged();
        bob.transfers.accept(Person.ALICE, offer.id()).join();
        await().until(() -> !bob.files().isEmpty() && bob.now(offer.id()).done() > 0);

        bob.folder = bob.home.resolve("another");
        bob.transfers.folderChanged();
        bob.settle();
        assertThat(bob.now(offer.id()).path()).isEqualTo(chosen);
        bob.transfers.cancel(Person.ALICE, offer.id(), false).join();
        assertThat(chosen).isEmptyDirectory();
    }
}
