package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.LinkInvitations.Invited;
import dialtone.bridge.LinkInvitations.NotInvited;
import dialtone.bridge.LinkInvitations.Result;
import dialtone.bridge.LinkInvitations.Wanted;
import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.SentFrame;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.reunion.Batch;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.ReunionOpened;
import dialtone.signaling.reunion.ReunionOpener;
import dialtone.signaling.reunion.Side;
import dialtone.signaling.reunion.TagTable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All links of a start for one fee, within what the user allowed; each friend finds its own frame and nothing of the others. */
class LinkInvitationsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** That of 192.0.2.7 in {@link Sdp}; here all have the same. */
    private static final Bytes FINGERPRINT = Bytes.fromHex("ab".repeat(31) + "07");

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private final List<Party> friends = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = party("alice");
        alice.awaitCoins();
    }

    @AfterEach
    void stop() {
        friends.forEach(Party::close);
        alice.close();
        node.close();
    }

    private Party party(String name) {
        return new Party(name, directory, BitcoinConfig.regtest(node.address()));
    }

    /** A friend of whom there is nothing but what the two share. */
    private record Paper(PublicKey key, PairState state) {}

    private static Bytes random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private Paper paperFriend(long satADay) {
        PublicKey key = PrivateKey.of(random(32)).publicKey();
        PairSecret secret = new PairSecret(random(32));
        alice.tab.says(new FromBrowser.AddFriend(new ContactCard(Chain.REGTEST, key, "").link(), "friend"));
        introduced(alice, key, secret);
        allow(alice, key.hex(), satADay);
        return new Paper(key, PairState.introduced(Side.of(key, alice.card.key()), secret));
    }

    /** As after a call that both remember. */
    private static void introduced(Party party, PublicKey friend, PairSecret secret) {
        party.bridge.thread.ask(() -> {
            party.bridge.pairs.introduced(friend, Optional.empty(), secret);
            party.bridge.pairs.theyUse(friend, FINGERPRINT);
            party.bridge.pairs.theyKnow(friend, FINGERPRINT);
            return null;
        });
    }

    private static void allow(Party party, String friend, long satADay) {
        party.tab.says(new FromBrowser.AnswerByItself(friend, satADay));
        party.tab.expect(
                ToBrowser.FriendChanged.class,
                changed ->
                        changed.friend().id().equals(friend) && changed.friend().automaticSat() == satADay);
    }

    /** Each with a port of its own, by which its offer is known again. */
    private Wanted wanted(PublicKey friend, int port) {
        IceCredentials credentials = alice.bridge.thread.ask(
                () -> alice.bridge.linkInvitations.credentialsFor(friend).orElseThrow());
        return new Wanted(friend, Descriptor.fromSdp(Sdp.offer("192.0.2.7", port, credentials)));
    }

    private List<Result> invite(List<Wanted> wanted) {
        return alice.bridge.thread.ask(() -> alice.bridge.linkInvitations.invite(wanted));
    }

    private List<Wanted> wantedOf(List<Paper> papers) {
        return IntStream.range(0, papers.size())
                .mapToObj(i -> wanted(papers.get(i).key(), 41_000 + i))
                .toList();
    }

    private long transactions() {
        return alice.database
                .first("SELECT count(*) AS n FROM outbox", row -> row.number("n"))
                .orElseThrow();
    }

    private SentFrame sent(Invited invited) {
        return alice.bridge.bitcoin.sent("links:" + invited.call()).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 64})
    void oneTransactionForAllAndEachFriendOpensItsOwnFrameAlone(int count) {
        List<Paper> papers =
                IntStream.range(0, count).mapToObj(i -> paperFriend(5_000)).toList();
        List<Result> results = invite(wantedOf(papers));

        assertThat(transactions()).isEqualTo(1);
        assertThat(results).hasSize(count).allMatch(Invited.class::isInstance);
        SentFrame frame = sent((Invited) results.get(0));
        int slots = count == 1 ? 1 : Math.max(4, Integer.highestOneBit(2 * count - 1));
        assertThat(frame.payload().size()).isEqualTo(slots * 40);
        for (int i = 0; i < count; i++) {
            Invited invited = (Invited) results.get(i);
            Paper friend = papers.get(i);
            assertThat(invited.friend()).isEqualTo(friend.key());
            TagTable<String> tags = new TagTable<>();
            tags.put("alice", friend.state());
            ReunionOpened.Invitation opened = (ReunionOpened.Invitation) open(frame, friend, tags, count);
            assertThat(opened.id()).isEqualTo(invited.invitationId());
            assertThat(opened.quiet() && opened.dialable()).isTrue();
            assertThat(opened.offer().candidates()).extracting(Candidate::port).containsExactly(41_000 + i);
            assertThat(invited.answer().credentials())
                    .isEqualTo(opened.credentials().invitee());
        }
    }

    /** The only frame that this friend's tags find. */
    private static ReunionOpened open(SentFrame frame, Paper friend, TagTable<String> tags, int count) {
        Instant now = Instant.now();
        if (count == 1) {
            TagTable.Match<String> match = tags.find(frame.payload()).orElseThrow();
            return ReunionOpener.open(frame.payload(), frame.outpoints(), match, friend.state(), List.of(), now, now);
        }
        List<Batch.Found<String>> found = Batch.find(frame.payload(), tags);
        assertThat(found).hasSize(1);
        return Batch.open(frame.payload(), frame.outpoints(), found.get(0), friend.state(), List.of(), now, now);
    }

    @Test
    void eachBridgeIsDialledForItsOwnFrameAndSeesNothingOfTheOthers() {
        List<Wanted> wanted = new ArrayList<>();
        for (String name : List.of("bob", "carol", "dave")) {
            Party friend = party(name);
            friends.add(friend);
            alice.addFriend(friend);
            friend.addFriend(alice);
            PairSecret secret = new PairSecret(random(32));
            introduced(alice, friend.card.key(), secret);
            introduced(friend, alice.card.key(), secret);
            allow(alice, friend.key(), 5_000);
            allow(friend, alice.key(), name.equals("dave") ? 5_000 : 1);
            wanted.add(wanted(friend.card.key(), 41_000 + friends.size()));
        }
        friends.get(2).awaitCoins();
        List<Result> results = invite(wanted);
        assertThat(transactions()).isEqualTo(1);
        for (int i = 0; i < friends.size(); i++) {
            Party friend = friends.get(i);
            Invited invited = (Invited) results.get(i);
            ToBrowser.DialReady dial = friend.tab.expect(ToBrowser.DialReady.class);
            assertThat(dial.call()).isEqualTo(invited.invitationId().hex());
            assertThat(dial.unattended()).isTrue();
            assertThat(dial.offer()).contains("192.0.2.7 " + (41_001 + i));
            assertThat(dial.ufrag()).isEqualTo(invited.answer().credentials().ufrag());
            assertThat(friend.tab.received.stream().filter(ToBrowser.DialReady.class::isInstance))
                    .hasSize(1);
            assertThat(friend.tab.find(ToBrowser.CallChanged.class, changed -> true))
                    .isEmpty();
        }

        Invited bobs = (Invited) results.get(0);
        alice.tab.says(new FromBrowser.LinkOpened(friends.get(0).key(), bobs.call()));
        await().untilAsserted(() -> assertThat(alice.database.query(
                        "SELECT state FROM calls WHERE id = ?", row -> row.text("state"), bobs.call()))
                .containsExactly("Linked"));

        Party dave = friends.get(2);
        ToBrowser.DialReady dial = dave.tab.expect(ToBrowser.DialReady.class);
        IceCredentials daves = new IceCredentials(dial.ufrag(), dial.pwd());
        dave.tab.says(new FromBrowser.Answer(dial.call(), Sdp.answer("192.0.2.9", 40_009, daves)));
        ToBrowser.AnswerReady answer = alice.tab.expect(ToBrowser.AnswerReady.class);
        assertThat(answer.call())
                .as("an acceptance is matched by its invitation")
                .isEqualTo(((Invited) results.get(2)).call());
        assertThat(answer.answer()).contains("192.0.2.9 40009");
        assertThat(alice.tab.find(ToBrowser.CallChanged.class, changed -> true)).isEmpty();
    }

    @Test
    void aRestartWhileTheyAreOutPaysNothingAgain() {
        List<Paper> papers = List.of(paperFriend(5_000), paperFriend(5_000), paperFriend(5_000));
        List<Result> first = invite(wantedOf(papers));
        alice.close();
        alice.start();
        assertThat(invite(wantedOf(papers))).isEqualTo(first);
        Paper another = paperFriend(5_000);
        List<Result> more = invite(wantedOf(List.of(papers.get(0), another)));
        assertThat(more.get(0)).isEqualTo(first.get(0));
        assertThat(more.get(1)).isInstanceOf(Invited.class);
        assertThat(transactions()).as("one for three, one for the fourth").isEqualTo(2);
    }

    @Test
    void whatWasSentBeforeAChangeOfTheNetworkIsWithdrawnAndMakesRoomForAnother() {
        List<Paper> paper = List.of(paperFriend(5_000));
        Invited first = (Invited) invite(wantedOf(paper)).get(0);
        withdraw(paper.get(0), Instant.now().plusSeconds(1));
        Invited second = (Invited) invite(wantedOf(paper)).get(0);

        assertThat(second.call()).isNotEqualTo(first.call());
        assertThat(second.answer().credentials()).isNotEqualTo(first.answer().credentials());
        assertThat(transactions()).isEqualTo(2);
        alice.close();
        alice.start();
        assertThat(invite(wantedOf(paper)).get(0))
                .as("the second, which is out")
                .isEqualTo(second);
    }

    @Test
    void whatWasSentAfterAChangeOfTheNetworkStays() {
        List<Paper> paper = List.of(paperFriend(5_000));
        Instant before = Instant.now().minusSeconds(1);
        List<Result> first = invite(wantedOf(paper));
        withdraw(paper.get(0), before);

        assertThat(invite(wantedOf(paper))).isEqualTo(first);
        assertThat(transactions()).isEqualTo(1);
    }

    private void withdraw(Paper friend, Instant then) {
        alice.bridge.thread.ask(() -> {
            alice.bridge.linkInvitations.withdraw(friend.key(), then);
            return null;
        });
    }

    @Test
    void theLimitsHoldAndWhoIsLeftOutIsToldWhy() {
        Paper allowed = paperFriend(5_000);
        Paper forbidden = paperFriend(0);
        Paper tooLittle = paperFriend(10);
        List<Result> results = invite(wantedOf(List.of(forbidden, allowed, tooLittle)));
        assertThat(results.get(0))
                .isEqualTo(new NotInvited(forbidden.key(), "They may not be connected without a click."));
        assertThat(results.get(1)).isInstanceOf(Invited.class);
        assertThat(((NotInvited) results.get(2)).why()).contains("more than is left for them today");
        long paid = alice.bridge.bitcoin.automaticSat("");
        assertThat(paid).isPositive();

        alice.tab.says(new FromBrowser.LimitAutomatic(paid + 1));
        List<Result> again = invite(wantedOf(List.of(paperFriend(5_000), paperFriend(5_000))));
        assertThat(again).allMatch(NotInvited.class::isInstance);
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void whoCannotBePaidForTogetherIsPaidForAloneAsFarAsItGoes() {
        List<Paper> papers = List.of(paperFriend(5_000), paperFriend(5_000), paperFriend(5_000));
        long aloneSat = alice.bridge.bitcoin.costSat(40);
        long limitSat = aloneSat * 5 / 4;
        alice.tab.says(new FromBrowser.LimitAutomatic(limitSat));
        List<Result> results = invite(wantedOf(papers));
        assertThat(results.get(0)).isInstanceOf(Invited.class);
        assertThat(results.subList(1, 3)).allMatch(NotInvited.class::isInstance);
        assertThat(transactions()).isEqualTo(1);
        assertThat(alice.bridge.bitcoin.automaticSat("")).isLessThanOrEqualTo(limitSat);
    }

    @Test
    void whatIsSentTogetherCountsAgainstTheLimitOfEachByItsShare() {
        List<Paper> papers = List.of(paperFriend(5_000), paperFriend(5_000), paperFriend(5_000));
        assertThat(invite(wantedOf(papers))).allMatch(Invited.class::isInstance);
        assertThat(transactions()).isEqualTo(1);
        long paid = alice.bridge.bitcoin.automaticSat("");
        for (Paper each : papers) {
            assertThat(alice.bridge.bitcoin.automaticSat(each.key().hex()))
                    .isEqualTo((paid + 2) / 3)
                    .isPositive();
        }
        assertThat(alice.bridge.bitcoin.automaticSat(paperFriend(5_000).key().hex()))
                .isZero();
    }

    @Test
    void whatWasGatheredWithOtherCredentialsIsNotInvited() {
        Paper friend = paperFriend(5_000);
        Descriptor own = Descriptor.fromSdp(Sdp.offer("192.0.2.7", 40_001));
        assertThat(invite(List.of(new Wanted(friend.key(), own))).get(0)).isInstanceOf(NotInvited.class);
        assertThat(transactions()).isZero();
    }

    @Test
    void whereNodesRefuseLargePayloadsEachFriendGetsATransaction() {
        LinkInvitations small = new LinkInvitations(
                Clock.systemUTC(),
                RANDOM,
                alice.bridge.table,
                alice.bridge.calls,
                alice.bridge.dials,
                alice.bridge.pairs,
                new Envelopes(alice.profile.identity(), alice.bridge.pairs, RANDOM),
                alice.bridge.bitcoin,
                alice.bridge.automatic,
                alice.bridge.servers,
                bytes -> bytes > 80);
        List<Paper> papers = List.of(paperFriend(5_000), paperFriend(5_000), paperFriend(5_000));
        List<Wanted> wanted = wantedOf(papers);
        List<Result> results = alice.bridge.thread.ask(() -> small.invite(wanted));
        assertThat(results).allMatch(Invited.class::isInstance);
        assertThat(transactions()).isEqualTo(3);
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(sent((Invited) result).payload().size()).isEqualTo(40));
    }
}
