package dialtone.bridge.link.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.link.ChannelPair;
import dialtone.bridge.link.file.Transfer.State;
import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mallory is a friend of Bob's and sends what she likes. */
class HostileSenderTest {

    private static final String ID = "00112233445566778899aabbccddeeff";

    @TempDir
    Path directory;

    private final ExecutorService network = ChannelPair.network();
    private final List<Channel> bobs = new ArrayList<>();
    private Person bob;

    @BeforeEach
    void start() {
        bob = new Person(directory.resolve("bob"), Person.ALICE);
    }

    @AfterEach
    void stop() {
        bob.close();
        network.shutdownNow();
    }

    private FakeFriend mallory() {
        ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
        bobs.add(pair.theirs());
        bob.transfers.opened(Person.ALICE, pair.theirs());
        return new FakeFriend(pair.ours());
    }

    private static String id(int number) {
        return String.format("%032x", number);
    }

    private FakeFriend offering(String id, String name, long size) {
        FakeFriend mallory = mallory();
        mallory.say(FakeFriend.offer(id, name, size));
        return mallory;
    }

    /** Bob has agreed and waits for bytes. */
    private FakeFriend agreed(long size) {
        FakeFriend mallory = offering(ID, "a.txt", size);
        bob.await(ID, State.OFFERED);
        bob.transfers.accept(Person.ALICE, ID).join();
        assertThat(mallory.hear("accept").number("offset", 0, size)).isZero();
        mallory.say("{\"type\":\"begin\",\"offset\":0}");
        return mallory;
    }

    private static String end(byte[] bytes) throws Exception {
        return JsonObject.of("end")
                .with(
                        "sha256",
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .toString();
    }

    @Test
    void aWrongHashLeavesNoFile() throws IOException {
        FakeFriend mallory = agreed(5);
        mallory.channel.send(false, "hello".getBytes(UTF_8));
        mallory.say("{\"type\":\"end\",\"sha256\":\"" + TransfersTest.EMPTY_HASH + "\"}");
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("hash");
        assertThat(bob.await(ID, State.FAILED).why()).contains("not what was sent");
        assertThat(bob.files()).isEmpty();
    }

    @Test
    void aFileThatIsThereIsDoneHoweverOftenItIsOffered() throws Exception {
        FakeFriend mallory = agreed(5);
        mallory.channel.send(false, "hello".getBytes(UTF_8));
        mallory.say(end("hello".getBytes(UTF_8)));
        mallory.hear("done");
        offering(ID, "a.txt", 5).hear("done");
        bob.restart();
        offering(ID, "b.txt", 5).hear("done");
        assertThat(bob.files()).containsExactly("a.txt");
        assertThat(offering(ID, "a.txt", 6).hear("failed").text("why", 20)).isEqualTo("changed");
    }

    @Test
    void whatWasDeclinedOrCancelledIsAnsweredAlike() {
        offering(id(1), "a", 1);
        bob.await(id(1), State.OFFERED);
        bob.transfers.decline(Person.ALICE, id(1)).join();
        offering(id(1), "a", 1).hear("decline");
        offering(id(2), "a", 1);
        bob.await(id(2), State.OFFERED);
        bob.transfers.cancel(Person.ALICE, id(2), false).join();
        assertThat(offering(id(2), "a", 1).hear("failed").text("why", 20)).isEqualTo("cancelled");
    }

    @Test
    void moreThanTwentyOffersDoNotWait() {
        List<FakeFriend> friends = new ArrayList<>();
        for (int i = 1; i <= Hub.MOST_AT_ONCE; i++) {
            friends.add(offering(id(i), "a", 1));
            bob.await(id(i), State.OFFERED);
        }
        assertThat(offering(id(99), "a", 1).hear("failed").text("why", 20)).isEqualTo("too-many");
        assertThat(bob.transfers.of(Person.ALICE).join()).hasSize(Hub.MOST_AT_ONCE);
        // One that she withdrew by closing its channel is not waited for when there is no room.
        friends.get(3).channel.close();
        await().until(() -> !bobs.get(3).isOpen());
        // Its end goes by way of two threads.
        bob.settle();
        bob.settle();
        offering(id(100), "a", 1);
        bob.await(id(100), State.OFFERED);
        bob.await(id(4), State.CANCELLED);
    }

    @Test
    void offersThatComeAndGoAreCounted() {
        int refused = 0;
        for (int i = 0; i < Guest.MOST_NEW_IDS + 5; i++) {
            String offered = id(i);
            FakeFriend mallory = offering(offered, "a", 1);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !mallory.all.isEmpty() || bob.told.containsKey(offered));
            if (mallory.all.isEmpty()) {
                mallory.say("{\"type\":\"failed\",\"why\":\"cancelled\"}");
                bob.await(id(i), State.CANCELLED);
            } else {
                assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("too-many");
                refused++;
            }
        }
        assertThat(refused).isEqualTo(5);
    }

    @Test
    void tooManyChannelsAreClosed() {
        List<FakeFriend> friends = new ArrayList<>();
        for (int i = 0; i < Guest.MOST_CHANNELS + 1; i++) {
            friends.add(mallory());
        }
        await().until(() -> friends.get(Guest.MOST_CHANNELS).closed.get());
        assertThat(friends.subList(0, Guest.MOST_CHANNELS)).noneMatch(each -> each.closed.get());
    }

    @Test
    void whatDoesNotFitOnTheDiskIsRefusedBeforeAByteComes() throws IOException {
        FakeFriend mallory = offering(ID, "a.txt", Transfers.LARGEST);
        bob.await(ID, State.OFFERED);
        bob.transfers.accept(Person.ALICE, ID).join();
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("full");
        assertThat(bob.await(ID, State.FAILED).why()).contains("no room");
        assertThat(bob.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{\"type\":\"begin\",\"offset\":0}",
                "{\"type\":\"offer\",\"version\":1,\"id\":\"../../../../../../../../tmp/evil0000\",\"name\":\"a\",\"size\":1}",
                "{\"type\":\"offer\",\"version\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"name\":\"a\",\"size\":-1}",
                "{\"type\":\"offer\",\"version\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"name\":\"a\",\"size\":9007199254740992}",
                "{\"type\":\"offer\",\"version\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"name\":7,\"size\":1}",
                "{\"type\":\"offer\",\"version\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"size\":1}"
            })
    void anOfferThatIsNoneIsBroken(String text) {
        FakeFriend mallory = mallory();
        mallory.say(text);
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("broken");
        assertThat(bob.transfers.of(Person.ALICE).join()).isEmpty();
    }

    @Test
    void anotherVersionIsSaidToBeOne() {
        FakeFriend mallory = mallory();
        mallory.say("{\"type\":\"offer\",\"version\":2}");
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("version");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16 * 1024 - 1})
    void chunksOfOtherSizesAreBroken(int size) throws IOException {
        FakeFriend mallory = agreed(1_000_000);
        mallory.channel.send(false, new byte[size]);
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("broken");
        bob.await(ID, State.FAILED);
        assertThat(bob.files()).isEmpty();
    }

    @Test
    void moreBytesThanWereOfferedAreBroken() throws IOException {
        FakeFriend mallory = agreed(20_000);
        mallory.channel.send(false, new byte[20_001]);
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("broken");
        assertThat(bob.await(ID, State.FAILED).why()).contains("broke the protocol");
        assertThat(bob.files()).isEmpty();
    }

    @Test
    void anEndThatComesEarlyIsBroken() throws Exception {
        FakeFriend mallory = agreed(20_000);
        mallory.say(end(new byte[0]));
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("broken");
    }

    @Test
    void anOfferOnASecondChannelGoesOnWithTheNewerOne() throws Exception {
        FakeFriend first = agreed(40_000);
        first.channel.send(false, new byte[20_000]);
        await().until(() -> bob.now(ID).done() == 20_000);
        FakeFriend second = offering(ID, "a.txt", 40_000);
        assertThat(second.hear("accept").number("offset", 0, 40_000)).isEqualTo(20_000);
        second.say("{\"type\":\"begin\",\"offset\":20000}");
        second.channel.send(false, new byte[20_000]);
        second.say(end(new byte[40_000]));
        second.hear("done");
        assertThat(first.closed).isTrue();
        assertThat(bob.files()).containsExactly("a.txt");
    }

    /** Killed after the file was found whole, before or after it got its name. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "linked", "after"})
    void aCrashAroundTheNameGivesOneFile(String when) throws Exception {
        agreed(5).channel.send(false, "hello".getBytes(UTF_8));
        await().until(() -> bob.now(ID).done() == 5);
        bob.close();
        Path part = PartFile.path(bob.folder, Person.ALICE, ID);
        Path place = bob.folder.resolve("a.txt");
        if (when.equals("linked")) {
            Files.createLink(place, part);
        } else if (when.equals("after")) {
            Files.move(part, place);
        }
        bob = new Person(directory.resolve("bob"), Person.ALICE);
        new TransferTable(bob.database).verified(new Transfer.Key(Person.ALICE, ID, false), place);
        bob.restart();
        bob.settle();
        assertThat(bob.now(ID)).returns(State.DONE, Transfer::state).returns(place, Transfer::path);
        assertThat(bob.files()).containsExactly("a.txt");
        assertThat(place).hasContent("hello");
        offering(ID, "a.txt", 5).hear("done");
    }

    @Test
    void hostileNamesStayInTheFolder() throws Exception {
        FakeFriend mallory = offering(ID, "../../.ssh/authorized_keys", 0);
        bob.await(ID, State.OFFERED);
        bob.transfers.accept(Person.ALICE, ID).join();
        mallory.hear("accept");
        mallory.say("{\"type\":\"begin\",\"offset\":0}");
        mallory.say(end(new byte[0]));
        mallory.hear("done");
        assertThat(bob.files()).containsExactly("_.._.ssh_authorized_keys");
    }
}
