package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.BitcoinListener;
import dialtone.bridge.bitcoin.Funds;
import dialtone.bridge.bitcoin.NodeStatus;
import dialtone.bridge.bitcoin.Payload;
import dialtone.bridge.bitcoin.Progress;
import dialtone.bridge.bitcoin.Recognizer;
import dialtone.bridge.ice.ConnectionCheck;
import dialtone.bridge.ice.Finding;
import dialtone.bridge.mdns.MdnsResolver;
import dialtone.bridge.store.Database;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.TabPort;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.FriendView;
import dialtone.bridge.tab.ToBrowser.IceView;
import dialtone.bridge.tab.ToBrowser.NodeView;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.vault.Vault;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.bridge.webrtc.Peers;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.SignalingException;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.identity.ContactCard;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One person's bridge between their browser tab and Bitcoin ({@code docs/architecture.md}). Owns what must survive a tab: friends, keys, coins, calls, messages.
 *
 * <p>May be called from any thread; everything happens on the bridge's own, in order ({@code docs/threading.md}).
 */
public final class Bridge implements TabPort, AutoCloseable {
    private final Profile profile;
    private final Clock clock;
    private final String release;
    private final boolean canGetCoins;
    private final Database database;
    private final SecureRandom random;

    final BridgeThread thread = new BridgeThread();
    private final Tabs tab = new Tabs();
    private final MdnsResolver resolver = new MdnsResolver();
    private final CandidateNames names = new CandidateNames(resolver);
    final BitcoinClient bitcoin;
    private final Opener opener;
    private final Friends friends;
    final Pairs pairs;
    private final Conversations conversations;
    final HelpingServers servers;
    private final FriendsInView friendsInView;
    final AutomaticAnswers automatic;
    final WalletInView wallet;
    final BitcoinListener fromBitcoin = new FromBitcoin();
    private final Replacing replacing;
    private final Withdrawals withdrawals;
    final CallTable table;
    final Dials dials;
    final Calls calls;
    final LinkInvitations linkInvitations;
    private final Inbox inbox;

    /** Empty where there never was a native peer. */
    private Optional<NativeLinks> nativeLinks = Optional.empty();

    /** The same, while they are what holds the links; empty where the browser does. */
    Optional<NativeLinks> held = Optional.empty();

    /** {@code database} stays the caller's to close, after the bridge. {@code release}: shown to the user. */
    public Bridge(
            Database database,
            Profile profile,
            BitcoinConfig config,
            Clock clock,
            SecureRandom random,
            String release) {
        this.database = database;
        this.random = random;
        this.profile = profile;
        this.clock = clock;
        this.release = release;
        canGetCoins = config.faucetByUserAgent();
        opener = new Opener(profile.identity());
        byte[] walletSeed = profile.identity().walletSeed().toArray();
        pairs = new Pairs(database, profile.storageKey(), profile.identity().publicKey());
        bitcoin = new BitcoinClient(config, database, walletSeed, clock, new OurKeys(), fromBitcoin, thread);
        bitcoin.meetAtNodesOf(pairs::rendezvous);
        friends = new Friends(database, profile.identity(), profile.storageKey(), clock);
        conversations = new Conversations(database, clock);
        servers = new HelpingServers(database, profile.storageKey());
        table = new CallTable(database, profile.storageKey(), clock, opener);
        friendsInView = new FriendsInView(profile.identity().publicKey(), friends, conversations, table, tab);
        automatic = new AutomaticAnswers(database, friends, bitcoin);
        wallet = new WalletInView(bitcoin, automatic, canGetCoins, thread, tab);
        replacing = new Replacing(bitcoin, tab, wallet);
        Envelopes envelopes = new Envelopes(profile.identity(), pairs, random);
        CallFrames frames = new CallFrames(
                profile.identity().chain(),
                clock,
                table,
                friends,
                bitcoin,
                wallet,
                automatic,
                pairs,
                envelopes,
                servers);
        dials = new Dials(thread, pairs, frames, tab);
        calls = new Calls(
                profile.identity().chain(),
                clock,
                thread,
                table,
                friends,
                bitcoin,
                names,
                tab,
                friendsInView,
                wallet,
                automatic,
                pairs,
                frames,
                dials);
        linkInvitations = new LinkInvitations(
                clock, random, table, calls, dials, pairs, envelopes, bitcoin, automatic, servers, bitcoin::isDoubtful);
        inbox = new Inbox(database, pairs, opener, clock, calls);
        withdrawals = new Withdrawals(profile.identity().chain(), clock, bitcoin, tab);
        calls.heldBy(new TabHolds(tab));
    }

    /** Before {@link #start}: our native peer holds the links, and not the browser. It stays the caller's to close, after the bridge. {@code place}: the data directory. */
    public void holdLinksWith(Peers peers, Path place) {
        NativeLinks made = new NativeLinks(
                profile,
                database,
                place,
                clock,
                random,
                thread,
                tab,
                friends,
                friendsInView,
                conversations,
                calls,
                pairs,
                names,
                servers,
                automatic,
                linkInvitations,
                peers);
        nativeLinks = Optional.of(made);
        held = nativeLinks;
        tab.allowSeveral(true);
        calls.heldBy(made.holds);
    }

    /** Files and TCP connections; empty where the browser holds the links. */
    public Optional<OverLinks> overLinks() {
        return thread.ask(() -> held.map(links -> links.over));
    }

    /** The native peer takes connections, for the first time or again. */
    public void nativePeerIsReady() {
        thread.execute(() -> held.ifPresent(NativeLinks::ready));
    }

    /** The native peer died, and is being started again. */
    public void nativePeerDied() {
        thread.execute(() -> held.ifPresent(NativeLinks::notReady));
    }

    /** The native peer cannot run here: from now on the browser holds the links. */
    public void holdLinksInBrowser() {
        thread.execute(() -> {
            held.ifPresent(NativeLinks::end);
            held = Optional.empty();
            tab.allowSeveral(false);
            calls.heldBy(new TabHolds(tab));
            tab.closeAll(); // they come back and are told
        });
    }

    /** On the Bitcoin client's thread. */
    private final class OurKeys implements Recognizer {
        @Override
        public boolean recognises(Bytes payload, Instant sentAround) {
            return opener.recognises(payload, sentAround) || pairs.recognises(payload);
        }

        @Override
        public Optional<LocalDate> dayOfKey(Bytes hash160, Instant sentAround) {
            return opener.dayOfKey(hash160, sentAround);
        }
    }

    /** Connects to Bitcoin and takes up what was interrupted. Returns at once. */
    public void start() {
        thread.execute(() -> {
            calls.resume();
            held.ifPresent(unused -> calls.endInterrupted());
        });
        if (canGetCoins && bitcoin.funds().balanceSat() == 0 && bitcoin.funds().pendingSat() == 0) {
            bitcoin.requestCoins();
        }
        bitcoin.start();
    }

    public ContactCard card() {
        return thread.ask(profile::card);
    }

    public List<FriendView> friends() {
        return thread.ask(friendsInView::all);
    }

    /** {@code card}: text or link. {@code name}: empty takes the card's. Throws {@link MalformedException} for a card that is none, not for this network, or our own. */
    public FriendView addFriend(String card, String name) {
        return thread.ask(() -> {
            Friend friend = friends.add(card, name);
            friendsInView.changed(friend.id());
            return friendsInView.find(friend.id()).orElseThrow();
        });
    }

    /** Whether there was such a friend. */
    public boolean removeFriend(String id) {
        return thread.ask(() -> {
            boolean removed = removed(id);
            tab.send(new ToBrowser.FriendRemoved(id));
            return removed;
        });
    }

    private boolean removed(String id) {
        boolean known = friends.remove(id);
        if (known) {
            pairs.forget(PublicKey.fromHex(id));
            nativeLinks.ifPresent(links -> links.forget(PublicKey.fromHex(id)));
        }
        return known;
    }

    /** Explains a transaction or a payload, in hex, with our keys where they open it. */
    public Inspector.Inspection inspect(String hex) {
        return thread.ask(() -> Inspector.withKeys(profile.identity(), clock, calls.current::pending)
                .inspect(hex));
    }

    public NodeView node() {
        return view(bitcoin.node());
    }

    /**
     * Sets, changes or removes the passphrase, on the caller's thread, which it takes a second or two: {@code current} and {@code fresh} may be empty for none. Throws a
     * {@link dialtone.bridge.vault.VaultException} when one is not taken.
     */
    public void setPassphrase(Vault vault, Passphrase current, Passphrase fresh) {
        try {
            profile.setPassphrase(vault, current, fresh);
        } finally {
            // It may hold although what was there before could not be cleared away.
            thread.execute(() -> tab.send(new ToBrowser.MeChanged(profile.view())));
        }
    }

    /** The STUN and TURN servers to gather with. */
    public IceSettings iceSettings() {
        return thread.ask(servers::settings);
    }

    /** Kept, and used by every connection from now on. Throws {@link MalformedException} for relay-only without a TURN server. */
    public void setIce(IceSettings fresh) {
        thread.ask(() -> {
            servers.set(fresh);
            tab.send(new ToBrowser.IceChanged(iceView()));
            return null;
        });
    }

    /** Asks the servers, on the caller's thread, which it takes up to 20 s. */
    public List<Finding> checkConnection() {
        return ConnectionCheck.of(iceSettings());
    }

    private IceView iceView() {
        return new IceView(servers.settings().servers(), servers.settings().relayOnly());
    }

    @Override
    public void attach(Tab newTab) {
        thread.execute(() -> {
            tab.take(newTab);
            newTab.send(new ToBrowser.Welcome(
                    ToBrowser.VERSION,
                    release,
                    profile.view(),
                    friendsInView.all(),
                    calls.views(),
                    wallet.view(),
                    node(),
                    held.isPresent() ? "native" : "browser",
                    held.map(links -> links.holds.views()).orElse(List.of()),
                    true,
                    iceView()));
            if (held.isEmpty()) {
                calls.tabAttached();
            }
            resolver.open(); // the look-up of the first call should not wait for a socket
        });
    }

    @Override
    public void detach(Tab leaving) {
        thread.execute(() -> {
            if (tab.leave(leaving)) {
                held.ifPresent(links -> links.holds.left(leaving));
            }
        });
    }

    @Override
    public void receive(Tab from, FromBrowser message) {
        thread.execute(() -> {
            if (!tab.is(from)) {
                return; // superseded while this was on its way
            }
            try {
                if (held.isEmpty() || !held.get().take(from, message)) {
                    take(message);
                }
            } catch (SignalingException refused) {
                tab.problem(about(message), "refused", refused.getMessage(), "Correct it and try again.");
            }
        });
    }

    /** Every message of a tab, and where it goes. */
    private void take(FromBrowser message) {
        if (message instanceof FromBrowser.Invite m) {
            calls.invite(m);
        } else if (message instanceof FromBrowser.Prepare m) {
            dials.prepare(PublicKey.fromHex(friends.known(m.friend())));
        } else if (message instanceof FromBrowser.DialFailed m) {
            calls.dialFailed(m.call());
        } else if (message instanceof FromBrowser.Cancel m) {
            calls.cancel(m.call());
        } else if (message instanceof FromBrowser.Accept m) {
            calls.accept(m.call());
        } else if (message instanceof FromBrowser.Answer m) {
            calls.answer(m.call(), m.answer());
        } else if (message instanceof FromBrowser.Decline m) {
            calls.decline(m.call());
        } else if (message instanceof FromBrowser.CallFailed m) {
            calls.failed(m.call(), m.why());
        } else if (message instanceof FromBrowser.LinkOpened m) {
            calls.linkOpened(m.call());
        } else if (message instanceof FromBrowser.Mark m) {
            calls.progress.mark(m);
        } else if (message instanceof FromBrowser.CallLogged m) {
            calls.logged(m);
        } else if (message instanceof FromBrowser.AddFriend m) {
            friendsInView.changed(friends.add(m.card(), m.name()).id());
        } else if (message instanceof FromBrowser.RenameFriend m) {
            friends.rename(m.friend(), m.name());
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.RemoveFriend m) {
            removed(m.friend());
            tab.send(new ToBrowser.FriendRemoved(m.friend()));
        } else if (message instanceof FromBrowser.MarkVerified m) {
            friends.verify(m.friend(), m.verified());
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.KeepRedial m) {
            friends.keepRedial(m.friend(), m.ticket());
        } else if (message instanceof FromBrowser.Say m) {
            tab.send(new ToBrowser.MessageChanged(conversations.say(friends.known(m.friend()), m.id(), m.text())));
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.Heard m) {
            Instant sentAt = Instant.ofEpochMilli((long) m.sentAt());
            tab.send(new ToBrowser.MessageChanged(
                    conversations.hear(friends.known(m.friend()), m.id(), m.text(), sentAt)));
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.Sent m) {
            show(conversations.sent(m.friend(), m.id()));
        } else if (message instanceof FromBrowser.Delivered m) {
            show(conversations.delivered(m.friend(), m.id()));
        } else if (message instanceof FromBrowser.History m) {
            Instant before =
                    m.before() > 0 ? Instant.ofEpochMilli((long) m.before()) : Instant.ofEpochMilli(Long.MAX_VALUE);
            tab.send(conversations.history(m.friend(), before));
        } else if (message instanceof FromBrowser.Read m) {
            friends.read(m.friend(), clock.instant());
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.GetCoins) {
            bitcoin.requestCoins();
        } else if (message instanceof FromBrowser.QuoteWithdrawal m) {
            withdrawals.quote(m);
        } else if (message instanceof FromBrowser.Withdraw m) {
            withdrawals.withdraw(m);
        } else if (message instanceof FromBrowser.QuoteReplacement m) {
            replacing.quote(m);
        } else if (message instanceof FromBrowser.Replace m) {
            replacing.replace(m);
        } else if (message instanceof FromBrowser.AnswerByItself m) {
            automatic.allow(friends.known(m.friend()), m.satADay());
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.LimitAutomatic m) {
            automatic.limit(m.satADay());
            wallet.tell();
        } else if (message instanceof FromBrowser.PayAnswers m) {
            friends.payAnswers(friends.known(m.friend()), m.pays());
            friendsInView.changed(m.friend());
        } else if (message instanceof FromBrowser.ShowWords) {
            profile.words().ifPresent(words -> tab.send(new ToBrowser.Words(words)));
        } else if (message instanceof FromBrowser.WordsKept) {
            profile.forgetWords();
            tab.send(new ToBrowser.MeChanged(profile.view()));
        } else if (message instanceof FromBrowser.SetMyName m) {
            profile.rename(m.name());
            tab.send(new ToBrowser.MeChanged(profile.view()));
        }
    }

    private void show(Optional<ToBrowser.MessageView> message) {
        message.ifPresent(found -> tab.send(new ToBrowser.MessageChanged(found)));
    }

    /** What a refusal is about, so that the page can say it in the right place. */
    private static String about(FromBrowser message) {
        if (message instanceof FromBrowser.Invite m) {
            return m.call();
        }
        if (message instanceof FromBrowser.Answer m) {
            return m.call();
        }
        return message instanceof FromBrowser.Say m ? m.friend() : "";
    }

    private static NodeView view(NodeStatus status) {
        return new NodeView(
                status.state().name().toLowerCase(Locale.ROOT),
                status.where(),
                status.peers(),
                status.height(),
                status.behind(),
                status.since().toEpochMilli(),
                status.warning());
    }

    private final class FromBitcoin implements BitcoinListener {
        @Override
        public void payload(Payload payload) {
            inbox.take(payload);
        }

        @Override
        public void vouched(String txid) {
            calls.arriving.vouched(txid);
        }

        @Override
        public void broadcast(String intentId, Progress progress) {
            calls.progress.broadcast(intentId, progress);
            withdrawals.broadcast(intentId, progress);
            wallet.changed();
        }

        @Override
        public void fundsChanged(Funds funds) {
            wallet.changed();
        }

        @Override
        public void nodeChanged(NodeStatus status) {
            tab.send(new ToBrowser.NodeChanged(view(status)));
        }
    }

    /** Friends with an open link are told, so that they need not find out by silence. */
    @Override
    public void close() {
        nativeLinks.ifPresent(NativeLinks::close);
        bitcoin.close();
        resolver.close();
        thread.close();
    }
}
