package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.LinkMessage;
import dialtone.bridge.link.Links;
import dialtone.bridge.link.LinksEvents;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.LinkView;
import dialtone.bridge.tab.ToBrowser.MessageView;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.identity.DtlsCertificate;
import dialtone.signaling.reunion.DerivedCredentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Our native peer holds the links: joins them to the calls over Bitcoin, to the chat that is stored, and to the tabs, which say and hear what is about calls
 * ({@code docs/architecture.md}, "The native peer as holder").
 */
final class NativeHolds implements Holder, LinksEvents {
    /** How long a click waits for the way without a transaction, when there may be one. */
    private static final Duration FREE_WAYS_FIRST = Duration.ofMillis(1_500);

    private static final Set<String> ENDS = Set.of("decline", "busy", "cancel", "hangup", "withdrawn");

    private final Clock clock;
    private final BridgeThread thread;
    private final Tabs tabs;
    private final Calls calls;
    private final Conversations conversations;
    private final FriendsInView friendsInView;
    private final Pairs pairs;
    private final Function<PublicKey, DtlsCertificate> certificates;
    private final MutualFriends mutual;
    private final Ahead ahead;
    private final AutomaticLinks automaticLinks;
    private final OverLinks overLinks;
    private final BooleanSupplier relayOnly;
    private final CallOwner owner;

    /** The user clicked Call; the offer, or a redial that is tried first, is on its way. By call. */
    private final Map<String, FromBrowser.Invite> inviting = new LinkedHashMap<>();

    /** What of the free ways there was to try, before Bitcoin. By call. */
    private final Map<String, Tried> tried = new HashMap<>();

    /** Answers that wait for a connection which fits them. By call. */
    private final Map<String, Descriptor> answered = new HashMap<>();

    private final Map<PublicKey, String> rungs = new HashMap<>();
    private final LastWords lastWords;
    private Links links;

    private record Tried(boolean dialing, boolean carried) {
        void tell(Calls calls, String call) {
            String inVain = "no link within %.1f s".formatted(FREE_WAYS_FIRST.toMillis() / 1e3);
            calls.progress.tried(call, "redialed", dialing ? inVain : "no address of theirs is known");
            calls.progress.tried(call, "carried", carried ? inVain : "no friend who is connected could carry it");
        }
    }

    NativeHolds(
            Clock clock,
            BridgeThread thread,
            Tabs tabs,
            Calls calls,
            Conversations conversations,
            FriendsInView friendsInView,
            Pairs pairs,
            Function<PublicKey, DtlsCertificate> certificates,
            MutualFriends mutual,
            Ahead ahead,
            AutomaticLinks automaticLinks,
            OverLinks overLinks,
            BooleanSupplier relayOnly) {
        this.relayOnly = relayOnly;
        this.ahead = ahead;
        this.automaticLinks = automaticLinks;
        this.overLinks = overLinks;
        this.certificates = certificates;
        this.pairs = pairs;
        this.mutual = mutual;
        this.clock = clock;
        this.thread = thread;
        this.tabs = tabs;
        this.calls = calls;
        this.conversations = conversations;
        this.friendsInView = friendsInView;
        owner = new CallOwner(tabs);
        lastWords = new LastWords(clock);
    }

    /** Once, before anything else. */
    void serve(Links held) {
        links = held;
        mutual.serve(held);
        ahead.serve(held);
        automaticLinks.serve(held, this::isCalling);
    }

    List<LinkView> views() {
        return links.all().stream().map(link -> view(link.friend())).toList();
    }

    /** Not a connection with a purpose of our own. */
    private static boolean isCall(String name) {
        return !MutualFriends.isCarried(name) && !Ahead.isAhead(name) && !AutomaticLinks.isAutomatic(name);
    }

    // What the tabs want.

    /** The cheapest way first: an open link, the last known address or a mutual friend, Bitcoin. */
    void invite(Tab tab, FromBrowser.Invite request) {
        PublicKey friend = PublicKey.fromHex(request.friend());
        owner.take(tab, request.friend(), request.call());
        inviting.put(request.call(), request);
        Optional<Link> open = links.find(friend).filter(link -> link.state() == Link.State.CONNECTED);
        if (open.isPresent()) {
            ringOver(open.get());
        } else {
            boolean dialing = links.redial(friend);
            boolean carried = mutual.invite(friend);
            tried.put(request.call(), new Tried(dialing, carried));
            Duration wait = dialing || carried ? FREE_WAYS_FIRST : Duration.ZERO;
            Future<?> unused = thread.after(wait, () -> offer(request, friend));
        }
    }

    private void offer(FromBrowser.Invite request, PublicKey friend) {
        if (!inviting.containsKey(request.call())) {
            return; // reached, or given up
        }
        Optional<Descriptor> prepared = ahead.take(friend, request.call());
        if (prepared.isPresent()) {
            described(request.call(), prepared.get());
        } else {
            links.offer(
                    request.call(),
                    friend,
                    pairs.ahead(friend).map(slot -> slot.credentials().inviter()));
        }
    }

    /** The user may call this friend next. */
    void expect(PublicKey friend) {
        ahead.expect(friend);
    }

    /** Calls that were to go over Bitcoin, and need not. */
    private void ringOver(Link link) {
        String friend = link.friend().hex();
        List<String> waiting = inviting.values().stream()
                .filter(request -> request.friend().equals(friend))
                .map(FromBrowser.Invite::call)
                .toList();
        for (String call : waiting) {
            inviting.remove(call);
            tried.remove(call);
            links.abandon(call);
            LinkView view = view(link.friend());
            owner.send(new ToBrowser.LinkChanged(new LinkView(friend, view.state(), call, true, view.rung())));
            owner.send(new ToBrowser.LinkHeard(
                    friend, LinkMessage.ofCall("unattended", call).toJson()));
        }
    }

    private boolean isCalling(PublicKey friend) {
        return inviting.values().stream().anyMatch(request -> request.friend().equals(friend.hex()))
                || calls.current.isSettingUp(friend);
    }

    void cancel(String call) {
        owner.end(call);
        tried.remove(call);
        if (inviting.remove(call) != null) {
            links.abandon(call);
        }
    }

    void accept(Tab tab, String call) {
        calls.current.friendOf(call).ifPresent(friend -> owner.take(tab, friend.hex(), call));
    }

    void decline(Tab tab, String call) {
        owner.refuse(tab, call);
    }

    void say(Tab tab, FromBrowser.LinkSay request) {
        LinkMessage message = LinkMessage.control(request.message())
                .filter(LinkMessage::isAboutCalls)
                .orElseThrow(() -> new MalformedException("message for a link", "one about calls", "another"));
        PublicKey friend = PublicKey.fromHex(request.friend());
        String call = message.text("call");
        switch (message.type()) {
            case "ring", "accept" -> owner.take(tab, request.friend(), call);
            case "decline", "cancel", "hangup" -> {
                owner.refuse(tab, call);
                lastWords.said(friend, message);
            }
            default -> {}
        }
        // The page tells no other address then; this holds should it ever do.
        Optional<LinkMessage> told = relayOnly.getAsBoolean() ? message.relayedOnly() : Optional.of(message);
        told.ifPresent(leaving -> links.find(friend).ifPresent(link -> link.say(leaving)));
    }

    /** A call goes with its tab; the link stays. */
    void left(Tab tab) {
        owner.left(tab).ifPresent(orphan -> {
            cancel(orphan.call());
            calls.cancel(orphan.call());
            PublicKey friend = PublicKey.fromHex(orphan.friend());
            for (String end : List.of("cancel", "hangup")) {
                LinkMessage message = LinkMessage.ofCall(end, orphan.call());
                links.find(friend).ifPresent(link -> link.say(message));
                lastWords.said(friend, message);
            }
        });
    }

    /** A message was stored: send it if the friend is there. */
    void send(MessageView message) {
        PublicKey friend = PublicKey.fromHex(message.friend());
        if (links.chat(friend, message.id(), message.text(), message.at())) {
            conversations
                    .sent(message.friend(), message.id())
                    .ifPresent(sent -> tabs.send(new ToBrowser.MessageChanged(sent)));
        }
    }

    // What calls over Bitcoin want.

    @Override
    public void answer(Call call, Descriptor offer) {
        links.answer(call.id, call.friend, offer, Optional.empty());
    }

    @Override
    public void dial(Call call, Descriptor offer, IceCredentials ours, Bytes expected) {
        boolean canDial = certificates.apply(call.friend).fingerprint().equals(expected);
        if (!canDial) {
            calls.dialFailed(call.id);
        }
        links.answer(call.id, call.friend, offer, canDial ? Optional.of(ours) : Optional.empty());
    }

    @Override
    public void expectDial(Call call, Descriptor synthesized) {
        links.expectDial(call.id, synthesized);
    }

    @Override
    public void apply(Call call, Descriptor answer) {
        calls.progress.mark(new FromBrowser.Mark(call.id, "applied", now()));
        Optional<DerivedCredentials> derived = call.derived.filter(known -> !isExpected(call, known, answer));
        if (derived.isPresent()) {
            // Not as it was synthesized: another connection with the credentials of our offer takes its place.
            answered.put(call.id, answer);
            links.offer(call.id, call.friend, Optional.of(derived.get().inviter()));
        } else {
            links.applyAnswer(call.id, answer);
        }
    }

    private boolean isExpected(Call call, DerivedCredentials derived, Descriptor answer) {
        return links.expects(call.id)
                && answer.credentials().equals(derived.invitee())
                && pairs.fingerprintOf(call.friend).equals(Optional.of(answer.fingerprint()));
    }

    @Override
    public void over(Call call) {
        owner.end(call.id);
        answered.remove(call.id);
        links.abandon(call.id);
    }

    @Override
    public boolean isThere() {
        return true;
    }

    // What the links tell.

    @Override
    public void described(String call, Descriptor ours) {
        if (MutualFriends.isCarried(call)) {
            mutual.described(call, ours);
            return;
        } else if (Ahead.isAhead(call)) {
            ahead.described(call, ours);
            return;
        } else if (AutomaticLinks.isAutomatic(call)) {
            automaticLinks.described(call, ours);
            return;
        }
        Descriptor answer = answered.remove(call);
        FromBrowser.Invite request = inviting.remove(call);
        if (answer != null) {
            links.applyAnswer(call, answer);
        } else if (request != null) {
            calls.invite(request, ours);
            calls.progress.mark(new FromBrowser.Mark(call, "clicked", request.clickedAt()));
            Optional.ofNullable(tried.remove(call)).ifPresent(ways -> ways.tell(calls, call));
            calls.progress.mark(new FromBrowser.Mark(call, "gathered", now()));
        } else {
            calls.progress.mark(new FromBrowser.Mark(call, "gathered", now()));
            calls.answered(call, ours);
        }
    }

    @Override
    public void setUpFailed(String call, String why) {
        if (AutomaticLinks.isAutomatic(call)) {
            automaticLinks.failed(LinkRound.friendOf(call));
        }
        if (!isCall(call)) {
            return; // nobody waits for it
        }
        if (calls.current.want(call) == Want.QUIET) {
            calls.current.friendOf(call).ifPresent(automaticLinks::failed);
        }
        if (inviting.containsKey(call)) {
            cancel(call);
            tabs.problem(call, "failed", why, "Try again.");
        } else {
            calls.failed(call, why);
        }
    }

    @Override
    public void mark(String call, String step) {
        if (isCall(call)) {
            calls.progress.mark(new FromBrowser.Mark(call, step, now()));
        }
    }

    @Override
    public boolean isIdle() {
        return inviting.isEmpty() && owner.isFree();
    }

    @Override
    public Want want(String call) {
        return isCall(call) ? calls.current.want(call) : Want.QUIET;
    }

    @Override
    public void opened(Link link) {
        boolean carried = MutualFriends.isCarried(link.call());
        if (!link.call().isEmpty() && isCall(link.call())) {
            calls.linkOpened(link.call());
        }
        pairs.linked(link.friend());
        link.fingerprint().ifPresent(theirs -> pairs.theyUse(link.friend(), theirs));
        pairs.theyKnow(link.friend(), certificates.apply(link.friend()).fingerprint());
        mutual.linked(link.friend());
        automaticLinks.opened(link.friend());
        overLinks.opened(link);
        rungs.put(
                link.friend(),
                carried
                        ? "through a mutual friend"
                        : link.call().isEmpty() ? "at the last address" : "through Bitcoin");
        presence(link.friend());
        if (!link.ours() && !link.theirCall().isEmpty()) {
            owner.rename(link.call(), link.theirCall());
        }
        owner.send(new ToBrowser.LinkHeard(
                link.friend().hex(), LinkMessage.hello(link.theirCall()).toJson()));
        lastWords.of(link.friend()).forEach(link::say);
        ringOver(link);
        conversations.queued(link.friend().hex()).forEach(this::send);
    }

    @Override
    public void presence(PublicKey friend) {
        tabs.send(new ToBrowser.LinkChanged(view(friend)));
    }

    private LinkView view(PublicKey friend) {
        Optional<Link> link = links.find(friend);
        String state = link.map(open -> open.state() == Link.State.SILENT ? "silent" : "connected")
                .orElse(links.isRedialing(friend) ? "redialing" : "none");
        return new LinkView(
                friend.hex(),
                state,
                link.map(Link::call)
                        .filter(call -> isCall(call) && calls.current.want(call) != Want.QUIET)
                        .orElse(""),
                link.map(Link::ours).orElse(false),
                link.isPresent() ? rungs.getOrDefault(friend, "") : "");
    }

    @Override
    public void heard(Link link, LinkMessage message) {
        owner.send(new ToBrowser.LinkHeard(link.friend().hex(), message.toJson()));
        if (ENDS.contains(message.type())) {
            owner.end(message.text("call"));
            if (link.theirCall().isEmpty()) {
                owner.end(link.call()); // it never had a name on the link: they had given it up
            }
        }
    }

    @Override
    public void carry(Link link, LinkMessage message) {
        mutual.heard(link, message);
    }

    @Override
    public void said(Link link, String id, String text, double at) {
        String friend = link.friend().hex();
        MessageView stored = conversations.hear(friend, id, text, Instant.ofEpochMilli((long) at));
        links.acknowledge(link.friend(), id);
        tabs.send(new ToBrowser.MessageChanged(stored));
        friendsInView.changed(friend);
    }

    @Override
    public void delivered(PublicKey friend, String id) {
        conversations
                .delivered(friend.hex(), id)
                .ifPresent(message -> tabs.send(new ToBrowser.MessageChanged(message)));
    }

    @Override
    public void channel(Link link, Channel channel) {
        overLinks.channel(link.friend(), channel);
    }

    @Override
    public void over(Link link, Link.Reason reason) {
        rungs.remove(link.friend());
        overLinks.over(link.friend());
        automaticLinks.over(link.friend(), reason);
        // A call that talks goes on without its link: the tab that has it says when it is over.
    }

    @Override
    public void networkChanged() {
        automaticLinks.networkChanged();
    }

    private double now() {
        return clock.instant().toEpochMilli();
    }

    /** Whether a call to this friend would find its addresses gathered. */
    boolean isPrepared(PublicKey friend) {
        return ahead.isReady(friend);
    }
}
